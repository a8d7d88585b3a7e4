import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWritable } from '#platform/identity/web/session-queries.ts'
import { DropZone } from '#web/components/drop-zone.tsx'
import { EmptyState } from '#web/components/empty-state.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { Waiting } from '#web/components/waiting.tsx'
import { useFormats } from '#web/format/use-formats.ts'
import { uploadLimitBytes } from '../imports.contract.ts'
import { importsOptions, useImports } from './import-queries.ts'
import { ImportsTable } from './imports-table.tsx'
import { startUpload } from './uploads.ts'

export function ImportsPage() {
  const { t } = useTranslation('imports')
  const formats = useFormats()
  const queries = useQueryClient()
  const mayImport = useMay('record.import')
  const writable = useWritable()
  const [refused, setRefused] = useState<{ error: Error; message?: string }>()
  const imports = useImports()
  const items = imports.data?.pages.flatMap((page) => page.items)

  const start = async (files: File[]) => {
    setRefused(undefined)
    for (const file of files) {
      if (file.size === 0 || file.size > uploadLimitBytes) {
        const limit = formats.bytes(uploadLimitBytes)
        const message =
          file.size === 0
            ? t('fileEmpty', { name: file.name })
            : t('fileTooLarge', { name: file.name, limit })
        setRefused({ error: new Error(message), message })
        continue
      }
      try {
        await startUpload(file)
      } catch (error) {
        setRefused({ error: error as Error })
      }
    }
    await queries.invalidateQueries({ queryKey: importsOptions().queryKey })
  }
  return (
    <>
      <PageTitle title={t('title')} />
      {mayImport && (
        <DropZone
          text={t('dropHere')}
          hint={t('dropKinds')}
          button={t('chooseFiles')}
          accept=".json,.ndjson,.zip,.tar,.gz,.tgz"
          multiple
          disabled={!writable}
          onFiles={(files) => void start(files)}
        />
      )}
      {refused && <ProblemAlert {...refused} />}
      {imports.error && !items ? (
        <ProblemAlert error={imports.error} retry={() => void imports.refetch()} />
      ) : !items ? (
        <Waiting height={44} lines={2} />
      ) : items.length === 0 ? (
        <EmptyState text={t('nothingYet')} />
      ) : (
        <ImportsTable imports={items} />
      )}
      <ShowMore list={imports}>{t('showMore')}</ShowMore>
    </>
  )
}
