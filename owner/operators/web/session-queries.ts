import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Static } from 'typebox'
import { call } from '#web/call.ts'
import { getSession, type OperatorSession } from '../session.contract.ts'

export type Session = Static<typeof OperatorSession>

export const sessionOptions = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => call(getSession, {}, { signal }),
    staleTime: 60_000,
  })

/** Who is here. Only below the pages that need a session. */
export function useOperatorSession(): Session {
  return useSuspenseQuery(sessionOptions()).data
}

/** May this operator do it? The server decides again; the page only hides. */
export function useMay(permission: string) {
  return useOperatorSession().permissions.includes(permission)
}
