import { useInfiniteQuery } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { listCapturedMails } from '../mail.contract.ts'

/** The mails of this demonstration that were not sent, newest first. */
export function useCapturedMails() {
  return useInfiniteQuery({
    queryKey: ['captured-mails'],
    queryFn: ({ signal, pageParam }) =>
      call(listCapturedMails, { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
}
