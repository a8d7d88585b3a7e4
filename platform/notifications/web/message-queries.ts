import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { call } from '#web/call.ts'
import { getMessage, listMessages, markSentByHand, retryMessage } from '../messages.contract.ts'
import type { MessagesSearch } from './messages-search.ts'

export function useMessages({ state, channel, about }: MessagesSearch) {
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: ['messages', 'list', { state, channel, about }],
      queryFn: ({ signal, pageParam }) =>
        call(
          listMessages,
          { query: { state, channel, about, limit: 50, ...(pageParam && { cursor: pageParam }) } },
          { signal },
        ),
      initialPageParam: '',
      getNextPageParam: ({ next }) => next,
      placeholderData: keepPreviousData,
    }),
  )
}

export function useMessage(messageId: string) {
  return useQuery({
    queryKey: ['messages', 'one', messageId],
    queryFn: ({ signal }) => call(getMessage, { params: { messageId } }, { signal }),
  })
}

export function useMarkSent(messageId: string) {
  return useChange(() => call(markSentByHand, { params: { messageId } }))
}

export function useRetry(messageId: string) {
  return useChange(() => call(retryMessage, { params: { messageId } }))
}

function useChange<Reply>(mutationFn: () => Promise<Reply>) {
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: ['messages'] })
  // It may have been done although its answer was lost, and is refused where somebody else has done it.
  return useMutation({ mutationFn, onSuccess: refresh, onError: () => void refresh() })
}
