import { Button, Group, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useIsPhone } from '#web/components/use-is-phone.ts'
import { Waiting } from '#web/components/waiting.tsx'
import type { StoredFile } from '../files.contract.ts'
import { addressToShow, type FilesAbout } from './file-queries.ts'
import classes from './files-panel.module.css'

interface Props {
  about: FilesAbout
  file: StoredFile
  onClose: () => void
}

/** A picture as large as the screen lets it be, by a link of a minute. */
export function FilePreview({ about, file, onClose }: Props) {
  const { t } = useTranslation(['files', 'shell'])
  const isPhone = useIsPhone()
  const { name } = file
  const address = useQuery({
    queryKey: ['file-link', file.id],
    queryFn: () => addressToShow(about, file.id),
    staleTime: Number.POSITIVE_INFINITY,
    // The link is worth nothing when the file is shown the next time.
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
      {address.error && <ProblemAlert error={address.error} retry={() => void address.refetch()} />}
      {address.isPending && <Waiting height={320} />}
      {address.data && <img className={classes.shown} src={address.data} alt={t('picture', { name })} />}
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
