import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryKey,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { call } from '#web/call.ts'
import {
  listNotifications,
  listPreferences,
  type Preference,
  readNotification,
  readNotifications,
  setPreference,
} from '../notifications.contract.ts'
import type { NotificationsSearch } from './notifications-search.ts'

/** Keyed by the member, whose id a hint brings: what others are told makes nothing of this stale. */
function useOwnKey(): QueryKey {
  const { member } = useSession()
  return ['notifications', member.id]
}

/** The latest few, and how many are unread. */
export function useBell() {
  const key = useOwnKey()
  return useQuery({
    queryKey: [...key, 'bell'],
    queryFn: ({ signal }) => call(listNotifications, { query: { limit: 8 } }, { signal }),
  })
}

export function useNotifications({ unread, kind }: NotificationsSearch) {
  const key = useOwnKey()
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: [...key, 'list', { unread, kind }],
      queryFn: ({ signal, pageParam }) =>
        call(
          listNotifications,
          { query: { unread, kind, limit: 50, ...(pageParam && { cursor: pageParam }) } },
          { signal },
        ),
      initialPageParam: '',
      getNextPageParam: ({ next }) => next,
      placeholderData: keepPreviousData,
    }),
  )
}

export function useReadOne() {
  return useChange((notificationId: string) => call(readNotification, { params: { notificationId } }))
}

export function useReadAll() {
  return useChange((upTo: string) => call(readNotifications, { body: { upTo } }))
}

export function usePreferences() {
  const key = useOwnKey()
  return useQuery({
    queryKey: [...key, 'preferences'],
    queryFn: ({ signal }) => call(listPreferences, {}, { signal }),
  })
}

export function useSetPreference() {
  return useChange((body: Preference) => call(setPreference, { body }))
}

function useChange<Input, Reply>(mutationFn: (input: Input) => Promise<Reply>) {
  const queries = useQueryClient()
  const queryKey = useOwnKey()
  const refresh = () => queries.invalidateQueries({ queryKey })
  // It may have been done although its answer was lost.
  return useMutation({ mutationFn, onSuccess: refresh, onError: () => void refresh() })
}
