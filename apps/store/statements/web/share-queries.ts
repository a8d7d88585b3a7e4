import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { addStatementLink, listStatementLinks, revokeStatementLink } from '../statement-links.contract.ts'

interface Shared {
  currency: string
  from: string | null
  to: string | null
  days: number
}

export function useStatementLinks(customerId: string) {
  return useQuery({
    queryKey: ['customers', 'statement-links', customerId],
    queryFn: ({ signal }) => call(listStatementLinks, { params: { customerId } }, { signal }),
  })
}

/** The key belongs to the opened sheet: a second press after a lost answer gets the same link. */
export function useAddStatementLink(customerId: string, idempotencyKey: string) {
  const refresh = useRefreshLinks(customerId)
  return useMutation({
    mutationFn: (body: Shared) =>
      call(addStatementLink, { params: { customerId }, body }, { idempotencyKey }),
    onSuccess: refresh,
  })
}

export function useRevokeStatementLink(customerId: string) {
  const refresh = useRefreshLinks(customerId)
  return useMutation({
    mutationFn: (statementLinkId: string) => call(revokeStatementLink, { params: { statementLinkId } }),
    onSuccess: refresh,
  })
}

function useRefreshLinks(customerId: string) {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: ['customers', 'statement-links', customerId] })
}
