import { Button, VisuallyHidden } from '@mantine/core'
import IconUserPlus from '@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs'
import { getRouteApi } from '@tanstack/react-router'
import { Suspense, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWritable } from '#platform/identity/web/session-queries.ts'
import { ListPager } from '#web/components/list-pager.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useRowKeys } from '#web/components/use-row-keys.ts'
import { Waiting } from '#web/components/waiting.tsx'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import { useShortcuts } from '#web/shell/shortcuts.tsx'
import { NoPatients } from './no-patients.tsx'
import { usePatients } from './patient-queries.ts'
import { PatientsFilter } from './patients-filter.tsx'
import { PatientsTable } from './patients-table.tsx'

const route = getRouteApi('/frame/patients')
const RegisterSheet = lazyPart(() => import('./register-sheet.tsx'), 'RegisterSheet', { place: 'sheet' })

export function PatientsPage() {
  const { t } = useTranslation('patients')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, isPlaceholderData, refetch } = usePatients(search)
  const mayRegister = useMay('patient.write')
  const writable = useWritable()
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const rowKeys = useRowKeys(list)

  const openSheet = () => void navigate({ search: (now) => ({ ...now, sheet: 'new' }) })
  const closeSheet = () => void navigate({ search: ({ sheet: _, ...rest }) => rest })
  useShortcuts([
    { key: '/', label: t('searchPatients'), run: () => field.current?.select() },
    ...(mayRegister && writable ? [{ key: 'n', label: t('registerPatient'), run: openSheet }] : []),
    ...rowKeys,
  ])
  return (
    <>
      <PageTitle title={t('patients')}>
        {mayRegister && (
          <Button
            leftSection={<IconUserPlus size={20} aria-hidden />}
            disabled={!writable}
            onClick={openSheet}
            aria-keyshortcuts="n"
          >
            {t('registerPatient')}
          </Button>
        )}
      </PageTitle>
      <PatientsFilter
        ref={field}
        onEnter={() => data?.items.length === 0 && mayRegister && writable && openSheet()}
      />
      <VisuallyHidden role="status">
        {data && !isPlaceholderData && t('shown', { count: data.items.length })}
      </VisuallyHidden>
      <div ref={list} aria-busy={!data || isPlaceholderData}>
        {error && !data ? (
          <ProblemAlert error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Waiting height={36} lines={12} />
        ) : data.items.length === 0 ? (
          <NoPatients onRegister={mayRegister && writable ? openSheet : undefined} />
        ) : (
          <>
            <PatientsTable patients={data.items} stale={isPlaceholderData} />
            <ListPager next={data.next} />
          </>
        )}
      </div>
      <Suspense>
        {search.sheet === 'new' && mayRegister && writable && (
          <RegisterSheet typed={search.q} onClose={closeSheet} />
        )}
      </Suspense>
    </>
  )
}
