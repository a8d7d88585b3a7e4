import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Problem } from '#contract/call.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import type { FilesAbout } from './file-queries.ts'
import { goOn, stopUpload, type Upload } from './uploads.ts'

/** A file on its way, or why it did not arrive. */
export function UploadRow({ about, upload }: { about: FilesAbout; upload: Upload }) {
  const { t } = useTranslation('files')
  const formats = useFormats()
  const { file, sentBytes, error } = upload
  const { name } = file
  if (error) {
    const isFinal = error instanceof Problem && error.status >= 400 && error.status < 500
    return (
      <Stack component="li" gap="xs" py="xs">
        <Text fw={600}>{t('notSent', { name })}</Text>
        <ProblemAlert error={error} {...(!isFinal && { retry: () => void goOn(about, upload) })} />
        <Group>
          <Button size="compact-sm" variant="default" onClick={() => void stopUpload(about, upload)}>
            {t('dismiss')}
          </Button>
        </Group>
      </Stack>
    )
  }
  const label = t('sending', { name })
  return (
    <Stack component="li" gap={4} py="xs">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">
          {label} · {formats.bytes(sentBytes)} / {formats.bytes(file.size)}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('stopOf', { name })}
          onClick={() => void stopUpload(about, upload)}
        >
          {t('stop')}
        </Button>
      </Group>
      <Progress value={(sentBytes / file.size) * 100} aria-label={label} />
    </Stack>
  )
}
