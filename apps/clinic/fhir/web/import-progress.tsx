import { Group, Progress, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import type { Import } from '../imports.contract.ts'
import { isMoving } from './import-queries.ts'
import { useImportWords } from './use-import-words.ts'
import { useUpload } from './uploads.ts'

/** How far an import is: first the way to the server, then the work there. */
export function ImportProgress({ item }: { item: Import }) {
  const { t } = useTranslation('imports')
  const formats = useFormats()
  const upload = useUpload(item.id)
  const words = useImportWords(item, upload)
  const share = shareOf(item, upload?.sentBytes)
  const moving = isMoving(item.state)
  return (
    <div>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text span size="xs">
          {words}
        </Text>
        {moving && (
          <Text span size="xs" c="dimmed">
            {formats.percent(share)}
          </Text>
        )}
      </Group>
      <Progress.Root size="sm" mt={2}>
        <Progress.Section
          value={moving ? share * 100 : 100}
          color={colorOf(item)}
          aria-label={t('progressOf', { name: item.name })}
        />
      </Progress.Root>
    </div>
  )
}

function colorOf({ state, problems }: Import) {
  if (isMoving(state)) return 'accent'
  if (state === 'done') return problems > 0 ? 'yellow' : 'green'
  return state === 'failed' ? 'red' : 'gray'
}

function shareOf({ state, receivedBytes, sizeBytes, share }: Import, sentBytes = receivedBytes) {
  if (state !== 'uploading') return share
  return sizeBytes === 0 ? 0 : Math.min(1, Math.max(sentBytes, receivedBytes) / sizeBytes)
}
