import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#web/call.ts'
import { isUnanswered } from '#web/query-client.ts'
import {
  getStatement,
  listHolds,
  placeHold,
  postHold,
  reverseEntry,
  voidHold,
  writeOff,
} from '../../counter/counter.contract.ts'
import { convertDebt } from '../../conversions/conversions.contract.ts'
import type { CustomerId } from '../customers.contract.ts'
import { useRefreshCustomers } from './customer-queries.ts'

/** The account line by line, the newest first; more on request. */
export function useStatement(customerId: CustomerId, currency: string) {
  return useInfiniteQuery({
    queryKey: ['customers', 'statement', customerId, currency],
    queryFn: ({ pageParam, signal }) =>
      call(
        getStatement,
        { params: { customerId }, query: { currency, limit: 25, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
}

export function useHolds(customerId: CustomerId) {
  return useQuery({
    queryKey: ['customers', 'holds', customerId],
    queryFn: ({ signal }) => call(listHolds, { params: { customerId } }, { signal }),
  })
}

/** The id of the reversal is made once, so that a second press takes back what the first did not. */
export function useReverse(id: string) {
  const refresh = useRefreshCustomers()
  return useMutation({
    mutationFn: ({ entryId, reason }: { entryId: string; reason: string }) =>
      call(reverseEntry, { params: { entryId }, body: { id, reason } }, { idempotencyKey: id }),
    onSuccess: refresh,
  })
}

export function useVoidHold() {
  const refresh = useRefreshCustomers()
  return useMutation({
    mutationFn: (holdId: string) => call(voidHold, { params: { holdId } }),
    onSuccess: refresh,
  })
}

/** Puts goods aside: their price is kept free under the limit. */
export function usePlaceHold(customerId: CustomerId) {
  return useOnce((id, asked: { currency: string; amountMinor: number; memo: string | null; days: number }) =>
    call(placeHold, { params: { customerId }, body: { id, ...asked } }, { idempotencyKey: id }),
  )
}

/** The goods were taken, all or less. */
export function usePostHold(holdId: string) {
  return useOnce((id, asked: { amountMinor: number; memo: string | null }) =>
    call(postHold, { params: { holdId }, body: { id, ...asked } }, { idempotencyKey: id }),
  )
}

export function useWriteOff(customerId: CustomerId) {
  return useOnce((id, asked: { currency: string; amountMinor: number; reason: string }) =>
    call(writeOff, { params: { customerId }, body: { id, ...asked } }, { idempotencyKey: id }),
  )
}

interface Side {
  currency: string
  amountMinor: number
}

/** The second entry has an id of its own, which stays the same while the first one's does. */
export function useConvert(customerId: CustomerId) {
  return useOnce((id, { from, to, reason }: { from: Side; to: Side; reason: string }) =>
    call(
      convertDebt,
      { params: { customerId }, body: { from: { id, ...from }, to: { id: twinOf(id), ...to }, reason } },
      { idempotencyKey: id },
    ),
  )
}

/** Another id of the same kind, which follows from the first: its last digit is another. */
function twinOf(id: string): string {
  return `${id.slice(0, -1)}${(Number.parseInt(id.slice(-1), 16) ^ 8).toString(16)}`
}

/**
 * An act under an id that is made before it is asked for: while there is no answer, asking again asks for the same. A
 * refusal is kept under its id, so that another attempt has another one.
 */
function useOnce<Asked, Answer>(ask: (id: string, asked: Asked) => Promise<Answer>) {
  const refresh = useRefreshCustomers()
  const [id, setId] = useState(() => crypto.randomUUID())
  return useMutation({
    mutationFn: (asked: Asked) => ask(id, asked),
    onSuccess: refresh,
    onError: (error) => isUnanswered(error) || setId(crypto.randomUUID()),
  })
}
