import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { getVerification, listAuditEvents, verifyAudit } from '../audit.contract.ts'
import type { AuditSearch } from './audit-search.ts'

export type { AuditEvent } from '../audit.contract.ts'

/** What the page asks for, whatever page of it. */
export interface AuditQuery extends Omit<AuditSearch, 'from' | 'to'> {
  from?: string
  to?: string
}

/** The search of the address as the server is asked: days become moments, of which the last is not included. */
export function queryOf({ from, to, ...search }: AuditSearch, startOf: (day: string) => string): AuditQuery {
  return {
    ...search,
    ...(from && { from: startOf(from) }),
    ...(to && { to: startOf(dayAfter(to)) }),
  }
}

/** What was done and read, newest first. Asking is itself remembered: it is not asked again by itself. */
export function useAuditEvents(query: AuditQuery) {
  return useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ signal, pageParam }) =>
      call(
        listAuditEvents,
        { query: { ...query, limit: 50, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
}

/** How far the seals go, and what was found when they were last held against the events. */
export function useVerification() {
  return useQuery({
    queryKey: ['audit-verification'],
    queryFn: ({ signal }) => call(getVerification, {}, { signal }),
  })
}

/** Asks for another look than the one at `_since`; what it finds comes with a hint. */
export function useVerifyNow() {
  return useMutation({ mutationFn: (_since: string | null) => call(verifyAudit, {}) })
}

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}
