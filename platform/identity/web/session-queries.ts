import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Static } from 'typebox'
import { call } from '#web/call.ts'
import { getSession, getTenant, type Session as SessionSchema } from '../identity.contract.ts'

export type Session = Static<typeof SessionSchema>

/** What anybody may know about the tenant: enough for its sign-in page. */
export const tenantOptions = () =>
  queryOptions({
    queryKey: ['tenant'],
    queryFn: ({ signal }) => call(getTenant, {}, { signal }),
    staleTime: 10 * 60_000,
    networkMode: 'always',
  })

export const sessionOptions = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => call(getSession, {}, { signal }),
    staleTime: 60_000,
    // Without a connection a service worker may answer, or nobody does: it is asked all the same.
    networkMode: 'always',
  })

/** Who is here and in which tenant. Only below the pages that need a session. */
export function useSession(): Session {
  return useSuspenseQuery(sessionOptions()).data
}

/** May this person do it? The server decides again; the page only hides or disables. */
export function useMay(permission: string) {
  return useSession().permissions.includes(permission)
}

/** False while the tenant is suspended: everything can be read, nothing changed. */
export function useWritable() {
  return useSession().tenant.status === 'active'
}
