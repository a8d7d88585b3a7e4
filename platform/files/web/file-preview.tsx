import { Button, Group, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { Waiting } from '#web/components/waiting.tsx'
import type { StoredFile } from '../files.contract.ts'
import { fileTypes } from '../file-types.ts'
import { contentToShow, type FilesAbout } from './file-queries.ts'
import { PreviewFrame } from './preview-frame.tsx'

interface Props {
  about: FilesAbout
  file: StoredFile
  onClose: () => void
}

/** A picture or a PDF as large as the screen lets it be, by a link of a minute. */
export function FilePreview({ about, file, onClose }: Props) {
  const { t } = useTranslation(['files', 'shell'])
  const isPhone = useIsPhone()
  const { name } = file
  const [isUnreadable, setUnreadable] = useState(false)
  const content = useQuery({
    queryKey: ['file-content', file.id],
    queryFn: ({ signal }) => contentToShow(about, file.id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    // Nothing of it stays where somebody else sits down next.
    gcTime: 0,
  })
  const params = { subjectId: about.subjectId, fileId: file.id }
  return (
    <Modal
      opened
      onClose={onClose}
      title={name}
      size="xl"
      fullScreen={isPhone}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      {content.error && <ProblemAlert error={content.error} retry={() => void content.refetch()} />}
      {content.isPending && <Waiting height={320} />}
      {isUnreadable && <ProblemAlert error={new Error('unreadable')} message={t('unreadable')} />}
      {content.data && !isUnreadable && (
        <PreviewFrame
          name={name}
          kind={fileTypes[file.type]?.shows ?? 'image'}
          content={content.data}
          onFailed={() => setUnreadable(true)}
        />
      )}
      <Group justify="flex-end" mt="sm">
        <Button
          component="a"
          variant="default"
          href={call.url(about.routes.downloadFile, { params })}
          download
        >
          {t('download')}
        </Button>
      </Group>
    </Modal>
  )
}
