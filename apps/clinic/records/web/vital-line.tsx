import { Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import type { Chart } from '../records.contract.ts'
import { Flag } from './flag.tsx'
import { Sparkline } from './sparkline.tsx'
import classes from './vital-line.module.css'

interface Props {
  vital: Chart['vitals'][number]
  onOpen: () => void
}

/** The newest value, its day, and where it came from. */
export function VitalLine({ vital, onOpen }: Props) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const { title, text, unit, at, flag, points } = vital
  return (
    <li>
      <UnstyledButton className={classes.line} onClick={onOpen}>
        <span className={classes.words}>
          <Text span truncate>
            {title}
          </Text>
          <Text span size="xs" c="dimmed">
            {at && formats.partial(at)}
          </Text>
        </span>
        <Sparkline points={points} />
        <span className={classes.value}>
          <Text span fw={600}>
            {text}
          </Text>{' '}
          <Text span size="xs" c="dimmed">
            {unit}
          </Text>
          <Flag flag={flag} />
          <VisuallyHidden>{t('showTrend')}</VisuallyHidden>
        </span>
      </UnstyledButton>
    </li>
  )
}
