import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { addPaymentLink, listPaymentLinks, revokePaymentLink } from '../payment-links.contract.ts'

export function usePaymentLinks(customerId: string) {
  return useQuery({
    queryKey: ['customers', 'payment-links', customerId],
    queryFn: ({ signal }) => call(listPaymentLinks, { params: { customerId } }, { signal }),
  })
}

/** The key belongs to the opened sheet: a second press after a lost answer gets the same link. */
export function useAddPaymentLink(customerId: string, idempotencyKey: string) {
  const refresh = useRefreshLinks(customerId)
  return useMutation({
    mutationFn: () => call(addPaymentLink, { params: { customerId } }, { idempotencyKey }),
    onSuccess: refresh,
  })
}

export function useRevokePaymentLink(customerId: string) {
  const refresh = useRefreshLinks(customerId)
  return useMutation({
    mutationFn: (paymentLinkId: string) => call(revokePaymentLink, { params: { paymentLinkId } }),
    onSuccess: refresh,
  })
}

function useRefreshLinks(customerId: string) {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: ['customers', 'payment-links', customerId] })
}
