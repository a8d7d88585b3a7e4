import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { getSealState, listAuditEvents } from '../audit.contract.ts'
import type { AuditSearch } from './audit-search.ts'

export type { AuditEvent } from '../audit.contract.ts'

/** What was done and read, newest first. Asking is itself remembered: it is not asked again by itself. */
export function useAuditEvents({ from, to, ...search }: AuditSearch, startOf: (day: string) => string) {
  return useInfiniteQuery({
    queryKey: ['audit', { from, to, ...search }],
    queryFn: ({ signal, pageParam }) =>
      call(
        listAuditEvents,
        {
          query: {
            ...search,
            ...(from && { from: startOf(from) }),
            ...(to && { to: startOf(dayAfter(to)) }),
            limit: 50,
            ...(pageParam && { cursor: pageParam }),
          },
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
}

export function useSealState() {
  return useQuery({
    queryKey: ['audit-seals'],
    queryFn: ({ signal }) => call(getSealState, {}, { signal }),
  })
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}
