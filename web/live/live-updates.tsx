import { hashKey, type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { sessionOptions } from '#platform/identity/web/session-queries.ts'
import { watchEvents } from '#platform/realtime/realtime.contract.ts'
import { call } from '#web/call.ts'
import { askAgain } from '#web/query-client.ts'
import { staleAfter } from './invalidations.ts'
import { setLive } from './live-state.ts'
import { shareStream } from './shared-stream.ts'

/** Hints that come together are answered together: an import tells of hundreds. */
const togetherMs = 150
/** A connection that is back within this time is not worth a word. */
const patienceMs = 5_000

/** Listens as long as somebody is signed in, and lets the queries ask again for what has changed. */
export function LiveUpdates() {
  const queries = useQueryClient()
  useEffect(() => {
    const stale = new Map<string, QueryKey>()
    let soon: ReturnType<typeof setTimeout> | undefined
    let complain: ReturnType<typeof setTimeout> | undefined

    const refresh = () => {
      soon = undefined
      for (const queryKey of stale.values()) void queries.invalidateQueries({ queryKey })
      stale.clear()
    }
    const markStale = (keys: QueryKey[]) => {
      for (const key of keys) stale.set(hashKey(key), key)
      soon ??= setTimeout(refresh, togetherMs)
    }
    const stop = shareStream(call.url(watchEvents, { query: {} }), (news) => {
      if (news.name === 'hint') return markStale(staleAfter(news.hint))
      // Everything that is shown, whatever it is.
      if (news.name === 'reset') return markStale([[]])
      if (news.name === 'ended') return markStale([sessionOptions().queryKey])
      clearTimeout(complain)
      if (news.name === 'lost') {
        complain = setTimeout(() => setLive(false), patienceMs)
        return
      }
      setLive(true)
      // A hint that was heard just before the server fell silent is not told again, and what it led to may have failed.
      if (news.name === 'open') askAgain(queries)
    })
    return () => {
      stop()
      clearTimeout(soon)
      clearTimeout(complain)
      setLive(true)
    }
  }, [queries])
  return null
}
