import { accentShades, platformAccent } from '#web/theme/accent.ts'
import { base } from '#web/call.ts'
import classes from '#web/shell/header.module.css'

interface Props {
  name: string
  accent: string | null
  logoUrl?: string | null
}

/** The logo of a clinic or shop, or its initials on its colour. */
export function TenantMark({ name, accent, logoUrl }: Props) {
  const color = accentShades(accent ?? platformAccent)[6]
  return (
    <span className={classes.mark} style={{ '--mark-color': color }} aria-hidden>
      {logoUrl ? <img src={`${base}${logoUrl}`} alt="" /> : initials(name)}
    </span>
  )
}

/** The first letters of the first two words; whole graphemes, so that Devanagari and emoji stay whole. */
export function initials(name: string) {
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  const words = name.trim().split(/\s+/).slice(0, 2)
  return words
    .map((word) => [...segments.segment(word)][0]?.segment ?? '')
    .join('')
    .toUpperCase()
}
