import { Button, Group, Select, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '#owner/operators/web/session-queries.ts'
import { call } from '#web/call.ts'
import { LinkAnchor } from '#web/components/link-anchor.tsx'
import { consoleTo, useAddressSearch } from '#web/console/console-address.ts'
import { ConsoleMoment, ConsoleTitle, Rows } from '#web/console/console-page.tsx'
import { ShowMore } from '#web/components/show-more.tsx'
import { listTenants } from '../tenants.contract.ts'
import { NewTenantSheet } from './new-tenant-sheet.tsx'
import { TenantStatus } from './tenant-status.tsx'

const statuses = ['active', 'suspended', 'pending', 'closed'] as const

export function TenantsPage() {
  const { t } = useTranslation('console')
  const { search, change } = useAddressSearch()
  const q = search.q ?? ''
  const status = statuses.find((each) => each === search.status)
  const mayCreate = useMay('tenant.create')
  const [creating, setCreating] = useState(false)
  const [awaited, setAwaited] = useState(false)
  const tenants = useInfiniteQuery({
    queryKey: ['tenants', q, status],
    queryFn: ({ signal, pageParam }) =>
      call(
        listTenants,
        { query: { ...(q && { q }), ...(status && { status }), ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    // What was asked for is made by another process a moment later.
    refetchInterval: ({ state }) =>
      awaited || state.data?.pages.some(({ items }) => items.some((each) => each.status === 'pending'))
        ? 2_000
        : false,
  })
  return (
    <>
      <ConsoleTitle title={t('tenants')}>
        {mayCreate && <Button onClick={() => setCreating(true)}>{t('newTenant')}</Button>}
      </ConsoleTitle>
      <Group gap="sm" mb="sm" align="flex-end">
        <TextInput
          label={t('search')}
          type="search"
          value={q}
          onChange={(event) => change({ q: event.currentTarget.value })}
        />
        <Select
          label={t('status')}
          placeholder={t('all')}
          clearable
          clearButtonProps={{ 'aria-label': t('all') }}
          data={statuses.map((value) => ({ value, label: t(value) }))}
          value={status ?? null}
          onChange={(value) => change({ status: value ?? undefined })}
        />
      </Group>
      <Rows
        label={t('tenants')}
        query={{ ...tenants, data: tenants.data?.pages.flatMap(({ items }) => items) }}
        keyOf={({ id }) => id}
        empty={t('noTenants')}
        columns={[
          {
            label: t('name'),
            cell: ({ id, name }) => <LinkAnchor to={consoleTo(`/tenants/${id}`)}>{name}</LinkAnchor>,
          },
          { label: t('address'), cell: ({ app, slug }) => `${app}/${slug}` },
          { label: t('status'), cell: ({ status: is }) => <TenantStatus status={is} /> },
          { label: t('plan'), cell: ({ plan }) => plan },
          { label: t('placement'), cell: ({ placement }) => t(placement) },
          { label: t('people'), cell: ({ members }) => members },
          { label: t('since'), cell: ({ createdAt }) => <ConsoleMoment at={createdAt} /> },
        ]}
      />
      {creating && <NewTenantSheet onClose={() => setCreating(false)} onAsked={() => setAwaited(true)} />}
      <ShowMore list={tenants}>{t('loadMore')}</ShowMore>
    </>
  )
}
