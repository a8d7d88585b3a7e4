import { Group, Skeleton, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** The shape of a chart before its first answer. */
export function PatientSkeleton() {
  const { t } = useTranslation()
  return (
    <Stack gap="md" role="status" aria-label={t('loading')}>
      <Group gap="sm">
        <Skeleton h={28} w={220} />
        <Skeleton h={20} w={120} />
        <Skeleton h={20} w={160} />
      </Group>
      <Group align="flex-start" gap="lg">
        <Skeleton h={420} w={320} visibleFrom="md" />
        <Skeleton h={420} flex={1} />
      </Group>
    </Stack>
  )
}
