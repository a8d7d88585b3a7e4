import { Skeleton, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Holds the place of a page that is being loaded. */
export function PendingPage() {
  const { t } = useTranslation()
  return (
    <Stack gap="sm" p="md" aria-busy aria-label={t('loading')} role="status">
      <Skeleton h={28} w={200} />
      <Skeleton h={32} />
      <Skeleton h={240} />
    </Stack>
  )
}
