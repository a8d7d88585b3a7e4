import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWritable } from '#platform/identity/web/session-queries.ts'
import { ConfirmModal } from '#web/components/confirm-modal.tsx'
import { DropZone } from '#web/components/drop-zone.tsx'
import { EmptyState } from '#web/components/empty-state.tsx'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { fileTypes } from '../file-types.ts'
import type { StoredFile } from '../files.contract.ts'
import { FilePreview } from './file-preview.tsx'
import { type FilesAbout, useDeleteFile, useFiles, useRestoreFile } from './file-queries.ts'
import { FileRow } from './file-row.tsx'
import classes from './files-panel.module.css'
import { UploadRow } from './upload-row.tsx'
import { resumeUpload, startUpload, useUploads } from './uploads.ts'

const accepted = Object.values(fileTypes)
  .flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`))
  .join(',')

/** The files of somebody: drop some, watch them arrive, look at them, download and delete them. */
export function FilesPanel({ about }: { about: FilesAbout }) {
  const { t } = useTranslation('files')
  const formats = useFormats()
  const mayWrite = useMay(about.routes.createFile.permission)
  const writable = useWritable()
  const files = useFiles(about)
  const uploads = useUploads(about)
  const [shown, setShown] = useState<StoredFile>()
  const [leaving, setLeaving] = useState<StoredFile>()
  const [empty, setEmpty] = useState(false)
  /** Another file was chosen than the one to go on with. */
  const [another, setAnother] = useState<StoredFile>()
  const remove = useDeleteFile(about)
  const restore = useRestoreFile(about)

  const sending = new Set(uploads.map(({ fileId }) => fileId))
  const items = files.data?.pages.flatMap((page) => page.items).filter(({ id }) => !sending.has(id))
  const storage = files.data?.pages[0]?.storage

  const start = (chosen: File[]) => {
    setEmpty(chosen.some(({ size }) => size === 0))
    for (const file of chosen) if (file.size > 0) void startUpload(about, file)
  }
  const resume = (file: StoredFile, chosen: File) => {
    const isSame = chosen.size === file.sizeBytes && chosen.name === file.name
    setAnother(isSame ? undefined : file)
    if (isSame) void resumeUpload(about, file.id, chosen)
  }
  const confirmRemove = ({ id, name }: StoredFile) =>
    remove.mutate(id, {
      onSuccess: () => {
        setLeaving(undefined)
        notifyDone(
          <Group justify="space-between">
            {t('removed', { name })}
            <Button size="compact-sm" variant="default" onClick={() => restore.mutate(id)}>
              {t('restore')}
            </Button>
          </Group>,
        )
      },
    })
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="baseline">
        <Title order={2}>{t('files')}</Title>
        {storage && (
          <Text size="sm" c="dimmed">
            {t('stored', {
              used: formats.bytes(storage.usedBytes),
              limit: formats.bytes(storage.limitBytes),
            })}
          </Text>
        )}
      </Group>
      {mayWrite && (
        <DropZone
          text={t('dropHere')}
          hint={t('dropKinds')}
          button={t('chooseFiles')}
          accept={accepted}
          multiple
          disabled={!writable}
          onFiles={start}
        />
      )}
      {empty && <ProblemAlert error={new Error('empty')} message={t('empty')} />}
      {another && (
        <ProblemAlert
          error={new Error('another')}
          message={t('another', { name: another.name, size: formats.bytes(another.sizeBytes) })}
        />
      )}
      {restore.error && <ProblemAlert error={restore.error} />}
      {uploads.length > 0 && (
        <ul className={classes.list}>
          {uploads.map((upload) => (
            <UploadRow key={upload.key} about={about} upload={upload} />
          ))}
        </ul>
      )}
      {files.error && !items ? (
        <ProblemAlert error={files.error} retry={() => void files.refetch()} />
      ) : !items ? (
        <Waiting height={56} lines={2} />
      ) : items.length === 0 && uploads.length === 0 ? (
        <EmptyState text={t('nothingYet')} />
      ) : (
        <ul className={classes.list}>
          {items.map((file) => (
            <FileRow
              key={file.id}
              about={about}
              file={file}
              onShow={() => setShown(file)}
              onResume={mayWrite && writable ? (chosen) => resume(file, chosen) : undefined}
              onDelete={mayWrite && writable ? () => setLeaving(file) : undefined}
            />
          ))}
        </ul>
      )}
      <ShowMore list={files}>{t('showMore')}</ShowMore>
      {shown && <FilePreview about={about} file={shown} onClose={() => setShown(undefined)} />}
      {leaving && (
        <ConfirmModal
          title={t('removeTitle', { name: leaving.name })}
          text={t('removeText')}
          button={t('remove')}
          error={remove.error}
          pending={remove.isPending}
          onConfirm={() => confirmRemove(leaving)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </Stack>
  )
}
