import { Button, Menu, VisuallyHidden } from '@mantine/core'
import IconUserPlus from '@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs'
import { getRouteApi } from '@tanstack/react-router'
import { Suspense, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWritable } from '#platform/identity/web/session-queries.ts'
import { call } from '#web/call.ts'
import { EmptyState } from '#web/components/empty-state.tsx'
import { ListPager } from '#web/components/list-pager.tsx'
import { MenuLink } from '#web/components/menu-link.tsx'
import { PageTitle } from '#web/components/page-title.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { useRowKeys } from '#web/components/use-row-keys.ts'
import { Waiting } from '#web/components/waiting.tsx'
import { lazyPart } from '#web/lazy/lazy-part.tsx'
import { useShortcuts } from '#web/shell/shortcuts.tsx'
import { exportCustomers } from '../import/import.contract.ts'
import { useCustomers } from './customer-queries.ts'
import { CustomersFilter } from './customers-filter.tsx'
import { CustomersTable } from './customers-table.tsx'

const route = getRouteApi('/frame/customers')
const CustomerSheet = lazyPart(() => import('./customer-sheet.tsx'), 'CustomerSheet', { place: 'sheet' })

export function CustomersPage() {
  const { t } = useTranslation('customers')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, isPlaceholderData, refetch } = useCustomers(search)
  const mayWrite = useMay('customer.write')
  const writable = useWritable() && mayWrite
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const rowKeys = useRowKeys(list)

  const openSheet = () => void navigate({ search: (now) => ({ ...now, sheet: 'new' }) })
  const closeSheet = () => void navigate({ search: ({ sheet: _, ...rest }) => rest })
  useShortcuts([
    { key: '/', label: t('searchCustomers'), run: () => field.current?.select() },
    ...(writable ? [{ key: 'n', label: t('addCustomer'), run: openSheet }] : []),
    ...rowKeys,
  ])
  return (
    <>
      <PageTitle title={t('customers')}>
        <ListActions mayImport={mayWrite} />
        {mayWrite && (
          <Button
            leftSection={<IconUserPlus size={20} aria-hidden />}
            disabled={!writable}
            onClick={openSheet}
            aria-keyshortcuts="n"
          >
            {t('addCustomer')}
          </Button>
        )}
      </PageTitle>
      <CustomersFilter ref={field} onEnter={() => data?.items.length === 0 && writable && openSheet()} />
      <VisuallyHidden role="status">
        {data && !isPlaceholderData && t('shown', { count: data.items.length })}
      </VisuallyHidden>
      <div ref={list} aria-busy={!data || isPlaceholderData}>
        {error && !data ? (
          <ProblemAlert error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Waiting height={36} lines={12} />
        ) : data.items.length === 0 ? (
          <EmptyState text={search.q ? t('nobodyFound', { query: search.q }) : t('nobodyYet')}>
            {writable && <Button onClick={openSheet}>{t('addCustomer')}</Button>}
          </EmptyState>
        ) : (
          <>
            <CustomersTable customers={data.items} stale={isPlaceholderData} />
            <ListPager next={data.next} />
          </>
        )}
      </div>
      <Suspense>
        {search.sheet === 'new' && writable && (
          <CustomerSheet {...(search.q && { typed: search.q })} onClose={closeSheet} />
        )}
      </Suspense>
    </>
  )
}

/** The whole list, in and out. */
function ListActions({ mayImport }: { mayImport: boolean }) {
  const { t } = useTranslation('customers')
  const mayExport = useMay('report.read')
  if (!mayImport && !mayExport) return null
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button variant="default">{t('listActions')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {mayImport && <MenuLink to="/customers/import">{t('importList')}</MenuLink>}
        {mayExport && (
          <Menu.Item component="a" href={call.url(exportCustomers, { query: {} })} download>
            {t('exportList')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
