import { Button } from '@mantine/core'
import IconStethoscope from '@tabler/icons-react/dist/esm/icons/IconStethoscope.mjs'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession, useWritable } from '#platform/identity/web/session-queries.ts'
import { EmptyState } from '#web/components/empty-state.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useRowKeys } from '#web/components/use-row-keys.ts'
import { Waiting } from '#web/components/waiting.tsx'
import { useShortcuts } from '#web/shell/shortcuts.tsx'
import { usePractitioners } from './practitioner-queries.ts'
import { PractitionersTable } from './practitioners-table.tsx'
import { EditProfileSheet, NewProfileSheet } from './profile-sheets.tsx'

/** The doctors of the clinic, and what stands on their prescriptions. */
export function PractitionersPage() {
  const { t } = useTranslation('practitioners')
  const { permissions } = useSession()
  const { data, error, refetch } = usePractitioners()
  const [sheet, setSheet] = useState<'new' | { id: string }>()
  const list = useRef<HTMLDivElement>(null)
  const rowKeys = useRowKeys(list)
  const mayChange = permissions.includes('practitioner.write')
  const writable = useWritable()
  const mayAdd = mayChange && writable
  const opened = typeof sheet === 'object' ? data?.items.find(({ id }) => id === sheet.id) : undefined
  useShortcuts([...(mayAdd ? [{ key: 'n', label: t('add'), run: () => setSheet('new') }] : []), ...rowKeys])
  const close = () => setSheet(undefined)
  return (
    <>
      <PageTitle title={t('title')}>
        {mayChange && (
          <Button
            leftSection={<IconStethoscope size={20} aria-hidden />}
            disabled={!mayAdd || !data}
            onClick={() => setSheet('new')}
            aria-keyshortcuts="n"
          >
            {t('add')}
          </Button>
        )}
      </PageTitle>
      <div ref={list}>
        {error && !data ? (
          <ProblemAlert error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Waiting height={40} lines={4} />
        ) : data.items.length === 0 ? (
          <EmptyState text={t(mayChange ? 'noneYet' : 'none')} />
        ) : (
          <PractitionersTable
            practitioners={data.items}
            {...(mayAdd && { onOpen: ({ id }) => setSheet({ id }) })}
          />
        )}
      </div>
      {sheet === 'new' && data && <NewProfileSheet taken={data.items.map(({ id }) => id)} onClose={close} />}
      {opened && <EditProfileSheet key={opened.id} practitioner={opened} onClose={close} />}
    </>
  )
}
