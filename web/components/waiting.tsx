import { Skeleton, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props {
  /** Of each line, in pixels. */
  height: number
  lines?: number
}

/** What stands where something is still being loaded, said to those who do not see it. */
export function Waiting({ height, lines = 1 }: Props) {
  const { t } = useTranslation()
  return (
    <Stack gap={1} role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={height} radius={2} />
      ))}
    </Stack>
  )
}
