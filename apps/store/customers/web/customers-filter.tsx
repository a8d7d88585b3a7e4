import { Checkbox, CloseButton, Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type Ref, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerSort } from '../customers.contract.ts'
import type { CustomersSearch } from './customers-search.ts'

const route = getRouteApi('/frame/customers')

/** Search, order and what is left out; all of it lives in the address. */
export function CustomersFilter({ ref, onEnter }: { ref: Ref<HTMLInputElement>; onEnter: () => void }) {
  const { t } = useTranslation('customers')
  const { q = '', sort = 'name', tower, floor, owing = false, archived = false } = route.useSearch()
  const navigate = route.useNavigate()
  const router = useRouter()
  const [typed, setTyped] = useState(q)
  // The address changes by other hands too: the back button, a link.
  useEffect(() => setTyped(q), [q])

  const change = (part: Partial<Record<keyof CustomersSearch, unknown>>) =>
    void navigate({
      search: ({ cursor: _, ...rest }) =>
        Object.fromEntries(Object.entries({ ...rest, ...part }).filter(([, value]) => value || value === 0)),
      replace: true,
    })
  const search = useDebouncedCallback((text: string, typedOn: string) => {
    // Whoever has pressed a row in the meantime is on the way to it.
    if (router.latestLocation.pathname === typedOn) change({ q: text.trim() })
  }, 150)
  const type = (text: string) => {
    setTyped(text)
    search(text, router.latestLocation.pathname)
  }
  const place = (part: 'tower' | 'floor', value: number | undefined) => (
    <TextInput
      label={t(part)}
      w={72}
      inputMode="numeric"
      maxLength={4}
      value={value ?? ''}
      onChange={({ currentTarget }) => {
        const digits = currentTarget.value.replace(/\D/g, '')
        change({ [part]: digits === '' ? undefined : Number(digits) })
      }}
    />
  )
  return (
    <Group gap="sm" mb="sm" align="flex-end" className="no-print">
      <TextInput
        ref={ref}
        flex={1}
        miw={220}
        maw={420}
        label={t('searchCustomers')}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          typed && <CloseButton size="sm" aria-label={t('clearSearch')} onClick={() => type('')} />
        }
        autoComplete="off"
        maxLength={100}
        aria-keyshortcuts="/"
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && typed === q && onEnter()}
      />
      <NativeSelect
        label={t('order')}
        value={sort}
        onChange={(event) => change({ sort: event.currentTarget.value as CustomerSort })}
        data={[
          { value: 'name', label: t('byName') },
          { value: 'balance', label: t('byBalance') },
          { value: 'place', label: t('byPlace') },
        ]}
      />
      {place('tower', tower)}
      {place('floor', floor)}
      <Checkbox
        mb={8}
        label={t('owingOnly')}
        checked={owing}
        onChange={(event) => change({ owing: event.currentTarget.checked })}
      />
      <Checkbox
        mb={8}
        label={t('archivedOnes')}
        checked={archived}
        onChange={(event) => change({ archived: event.currentTarget.checked })}
      />
    </Group>
  )
}
