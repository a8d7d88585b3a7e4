import { useQuery } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { getDashboard } from '../dashboard.contract.ts'

export function useDashboard() {
  return useQuery({
    queryKey: ['dashboard'],
    queryFn: ({ signal }) => call(getDashboard, {}, { signal }),
  })
}
