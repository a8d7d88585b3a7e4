import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { confirmClaim, listClaims, refuseClaim } from '../claims.contract.ts'
import type { ClaimsSearch } from './claims-search.ts'

/** One page of what customers have said; asked again when something new is said. */
export function useClaims({ decided = false, cursor }: ClaimsSearch) {
  return useQuery({
    queryKey: ['claims', decided, cursor],
    queryFn: ({ signal }) =>
      call(listClaims, { query: { decided, limit: 25, ...(cursor && { cursor }) } }, { signal }),
    placeholderData: keepPreviousData,
  })
}

/** The payment has the claim's own id, so asking twice books it once. */
export function useConfirmClaim(claimId: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (receivedMinor: number) =>
      call(confirmClaim, { params: { claimId }, body: { receivedMinor } }),
    onSettled: refresh,
  })
}

export function useRefuseClaim(claimId: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (reason: string) => call(refuseClaim, { params: { claimId }, body: { reason } }),
    onSettled: refresh,
  })
}

function useRefresh() {
  const queries = useQueryClient()
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['claims'] }),
      queries.invalidateQueries({ queryKey: ['customers'] }),
    ])
}
