import { useQuery } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { listCounterCustomers } from '../counter.contract.ts'

const fiveMinutes = 5 * 60_000

/** All customers as the counter last knew them: by it people are found without a connection. */
export function useDirectory() {
  return useQuery({
    queryKey: ['counter', 'customers'],
    queryFn: ({ signal }) => call(listCounterCustomers, {}, { signal }),
    staleTime: fiveMinutes,
    refetchInterval: fiveMinutes,
    // Without a connection the service worker answers.
    networkMode: 'always',
    retry: false,
  })
}
