import { Anchor, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWritable } from '#platform/identity/web/session-queries.ts'
import { DropZone } from '#web/components/drop-zone.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { call } from '#web/call.ts'
import { useFormats } from '#web/format/use-formats.ts'
import { NotFoundPage } from '#web/shell/not-found-page.tsx'
import { getImportTemplate } from '../import.contract.ts'
import { ImportSteps } from './import-steps.tsx'
import type { ChosenList } from './use-import.ts'

/** A list of customers from a spreadsheet: chosen, looked at, taken in. */
export function CustomerImportPage() {
  const { t } = useTranslation('customerImport')
  const formats = useFormats()
  const mayWrite = useMay('customer.write')
  const writable = useWritable()
  const [list, setList] = useState<ChosenList>()
  const choose = ([file]: File[]) => file && setList({ file, addZero: false, openingOn: formats.today() })
  if (!mayWrite) return <NotFoundPage />
  return (
    <>
      <PageTitle title={t('title')} />
      {list ? (
        <ImportSteps
          key={`${list.file.name} ${list.file.lastModified}`}
          list={list}
          onChange={setList}
          onOther={() => setList(undefined)}
        />
      ) : (
        <>
          <DropZone
            text={t('dropHere')}
            hint={t('dropKinds')}
            button={t('chooseFile')}
            accept=".csv,text/csv,.txt,.tsv"
            disabled={!writable}
            onFiles={choose}
          />
          <Group mt="sm" justify="space-between">
            <Text c="dimmed">{t('intro')}</Text>
            <Anchor href={call.url(getImportTemplate, {})} download>
              {t('template')}
            </Anchor>
          </Group>
        </>
      )}
    </>
  )
}
