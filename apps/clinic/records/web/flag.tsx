import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Out of range: letters say it, the colour repeats it. */
export function Flag({ flag }: { flag: string | null }) {
  const { t } = useTranslation('records')
  if (!flag || flag === 'N') return null
  const text = Object.hasOwn(flagTexts, flag) ? flagTexts[flag as keyof typeof flagTexts] : undefined
  return (
    <Badge size="sm" radius="xs" ml={4} color={flag.length > 1 ? 'red' : 'yellow'} title={text && t(text)}>
      {flag}
    </Badge>
  )
}

const flagTexts = { H: 'high', L: 'low', HH: 'criticallyHigh', LL: 'criticallyLow', A: 'abnormal' } as const
