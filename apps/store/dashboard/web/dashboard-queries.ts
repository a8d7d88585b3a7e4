import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { getDashboard } from '../dashboard.contract.ts'

/** The shop's own currency where none is said. */
export function useDashboard(currency: string | undefined) {
  return useQuery({
    queryKey: ['dashboard', currency],
    // What is shown stays until the other currency is there.
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(getDashboard, { query: { ...(currency && { currency }) } }, { signal }),
  })
}
