import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { listApartments, listTowers } from '../apartments.contract.ts'

// Under the customers' key: what moves a balance makes these stale, too.

export function useTowers() {
  return useQuery({
    queryKey: ['customers', 'towers'],
    queryFn: ({ signal }) => call(listTowers, {}, { signal }),
  })
}

export function useApartments(tower: number) {
  return useQuery({
    queryKey: ['customers', 'apartments', tower],
    queryFn: ({ signal }) => call(listApartments, { params: { tower: String(tower) } }, { signal }),
    placeholderData: keepPreviousData,
  })
}
