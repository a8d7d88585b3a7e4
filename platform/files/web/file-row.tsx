import { ActionIcon, Anchor, Badge, FileButton, Group, Text } from '@mantine/core'
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs'
import IconFile from '@tabler/icons-react/dist/esm/icons/IconFile.mjs'
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useTranslation } from 'react-i18next'
import { call } from '#web/call.ts'
import { Moment } from '#web/components/moment.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { fileTypes } from '../file-types.ts'
import type { StoredFile } from '../files.contract.ts'
import type { FilesAbout } from './file-queries.ts'
import classes from './files-panel.module.css'

interface Props {
  about: FilesAbout
  file: StoredFile
  onShow: () => void
  /** The rest of a file that was not sent to its end was chosen. Missing for whoever may only look. */
  onResume?: ((chosen: File) => void) | undefined
  /** Missing for whoever may only look. */
  onDelete?: (() => void) | undefined
}

/** A page holds what it shows as a whole. */
const mostShownBytes = 50 * 1024 ** 2

/** One file: what it is, whose, since when, and what can be done with it. */
export function FileRow({ about: { routes, subjectId }, file, onShow, onResume, onDelete }: Props) {
  const { t } = useTranslation('files')
  const formats = useFormats()
  const { id, name, sizeBytes, state, createdAt, uploadedBy, duplicateOf } = file
  const params = { subjectId, fileId: id }
  const shows = state === 'ready' ? fileTypes[file.type]?.shows : undefined
  const address = call.url(routes.downloadFile, { params })
  return (
    <li className={classes.row}>
      <span className={classes.picture}>
        {shows === 'image' ? (
          <img src={call.url(routes.downloadThumbnail, { params })} alt="" loading="lazy" />
        ) : (
          <IconFile size={24} stroke={1.4} aria-hidden />
        )}
      </span>
      <div>
        {shows && sizeBytes <= mostShownBytes ? (
          <Anchor
            component="button"
            type="button"
            ta="start"
            onClick={onShow}
            aria-label={t('show', { name })}
          >
            <span className={classes.name}>{name}</span>
          </Anchor>
        ) : (
          <Text className={classes.name}>{name}</Text>
        )}
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            {formats.bytes(sizeBytes)} · <Moment at={createdAt} />
            {uploadedBy && ` · ${t('from', { name: uploadedBy })}`}
          </Text>
          {duplicateOf && (
            <Badge size="sm" variant="light" color="yellow">
              {t('duplicate')}
            </Badge>
          )}
          {state === 'pending' && (
            <Badge size="sm" variant="light" color="gray">
              {t('unfinished')}
            </Badge>
          )}
        </Group>
      </div>
      <Group gap={4} wrap="nowrap">
        {state === 'ready' && (
          <ActionIcon
            component="a"
            href={address}
            download
            variant="subtle"
            size="lg"
            aria-label={t('downloadOf', { name })}
          >
            <IconDownload size={20} aria-hidden />
          </ActionIcon>
        )}
        {state === 'pending' && onResume && (
          <FileButton onChange={(chosen) => chosen && onResume(chosen)}>
            {(props) => (
              <ActionIcon {...props} variant="subtle" size="lg" aria-label={t('resumeOf', { name })}>
                <IconPlayerPlay size={20} aria-hidden />
              </ActionIcon>
            )}
          </FileButton>
        )}
        {onDelete && (
          <ActionIcon
            variant="subtle"
            color="red"
            size="lg"
            onClick={onDelete}
            aria-label={t('removeOf', { name })}
          >
            <IconTrash size={20} aria-hidden />
          </ActionIcon>
        )}
      </Group>
    </li>
  )
}
