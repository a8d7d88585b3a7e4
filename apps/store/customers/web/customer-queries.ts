import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { call } from '#web/call.ts'
import { useSaveOver } from '#web/forms/use-save-over.ts'
import { getShopSettings } from '../../settings/settings.contract.ts'
import {
  addCustomer,
  archiveCustomer,
  changeCustomer,
  type Customer,
  type CustomerChange,
  type CustomerId,
  getCustomer,
  listCustomers,
  type NewCustomer,
  restoreCustomer,
} from '../customers.contract.ts'
import type { CustomersSearch } from './customers-search.ts'

/** One page of the list; the page before stays in sight until the next one is there. */
export function useCustomers({ sheet: _, ...search }: CustomersSearch) {
  return useQuery({
    queryKey: ['customers', 'list', search],
    queryFn: ({ signal }) => call(listCustomers, { query: { ...search, limit: 50 } }, { signal }),
    placeholderData: keepPreviousData,
  })
}

/** A few customers for what is being typed. */
export function useCustomerSuggestions(q: string, enabled: boolean) {
  return useQuery({
    queryKey: ['customers', 'suggestions', q],
    queryFn: ({ signal }) => call(listCustomers, { query: { q, limit: 8 } }, { signal }),
    placeholderData: keepPreviousData,
    enabled,
  })
}

/** Who is meant by what was typed and confirmed: the people of that very apartment, if it is one, or else all who fit. */
export function useFindCustomers() {
  const queries = useQueryClient()
  return async (q: string, apartment: string | undefined) => {
    const { items } = await queries.fetchQuery({
      queryKey: ['customers', 'suggestions', q],
      queryFn: ({ signal }) => call(listCustomers, { query: { q, limit: 8 } }, { signal }),
      // Without a connection it fails at once instead of waiting for one.
      networkMode: 'always',
      retry: false,
    })
    const living = items.filter(({ apartments }) => apartments.some(({ number }) => number === apartment))
    return living.length > 0 ? living : items
  }
}

const customerOptions = (customerId: CustomerId) =>
  queryOptions({
    queryKey: ['customers', 'one', customerId],
    queryFn: ({ signal }) => call(getCustomer, { params: { customerId } }, { signal }),
  })

export function useCustomer(customerId: CustomerId) {
  return useQuery(customerOptions(customerId))
}

/** How the shop works: asked for once, since it seldom changes. */
export function useShopSettings() {
  return useQuery({
    queryKey: ['shop'],
    queryFn: ({ signal }) => call(getShopSettings, {}, { signal }),
    staleTime: 5 * 60_000,
    // Without a connection the counter's service worker answers.
    networkMode: 'always',
  })
}

/** The key belongs to the opened form: a second press after a lost answer adds nobody twice. */
export function useAddCustomer(idempotencyKey: string) {
  const seen = useSeenCustomer()
  return useMutation({
    mutationFn: (body: NewCustomer) => call(addCustomer, { body }, { idempotencyKey }),
    onSuccess: seen,
  })
}

export function useChangeCustomer(customerId: CustomerId) {
  const seen = useSeenCustomer()
  return useMutation({
    mutationFn: ({ version, change }: { version: number; change: CustomerChange }) =>
      call(changeCustomer, { params: { customerId }, version, body: change }),
    onSuccess: seen,
  })
}

/** Saves what a form has changed of whom it was opened with; somebody new is added and not changed. */
export function useEditCustomer(opened: Customer | undefined) {
  const customerId = opened?.id ?? ''
  return useSaveOver(opened?.version ?? 0, {
    read: async () => {
      const customer = await call(getCustomer, { params: { customerId } })
      return { ...customer, apartments: customer.apartments.map(({ number }) => number) }
    },
    save: ({ version, ...body }: CustomerChange & { version: number }) =>
      call(changeCustomer, { params: { customerId }, version, body }),
    refresh: useRefreshCustomers(),
  })
}

/** Out of the lists, or back into them. */
export function useArchive(customerId: CustomerId, archived: boolean) {
  const refresh = useRefreshCustomers()
  return useMutation({
    mutationFn: () => call(archived ? restoreCustomer : archiveCustomer, { params: { customerId } }),
    onSuccess: refresh,
  })
}

/** What was posted moves balances, statements and lists alike. */
export function useRefreshCustomers() {
  const queries = useQueryClient()
  return useCallback(() => queries.invalidateQueries({ queryKey: ['customers'] }), [queries])
}

function useSeenCustomer() {
  const queries = useQueryClient()
  const refresh = useRefreshCustomers()
  return async (customer: Customer) => {
    queries.setQueryData(customerOptions(customer.id).queryKey, customer)
    await refresh()
  }
}
