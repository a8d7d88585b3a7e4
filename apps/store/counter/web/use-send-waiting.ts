import { useCallback, useEffect } from 'react'
import { useRefreshCustomers } from '../../customers/web/customer-queries.ts'
import type { EntryKeep } from './kept-entries.ts'

const retryEvery = 15_000

/** Sends what waits when the counter opens, when the connection is back, and now and then in between. */
export function useSendWaiting(keep: EntryKeep, isWaiting: boolean) {
  const refresh = useRefreshCustomers()
  const sendWaiting = useCallback(async () => {
    if (await keep.sendWaiting()) await refresh()
  }, [keep, refresh])
  useEffect(() => {
    if (!isWaiting) return
    const send = () => void sendWaiting()
    send()
    addEventListener('online', send)
    const timer = setInterval(send, retryEvery)
    return () => {
      removeEventListener('online', send)
      clearInterval(timer)
    }
  }, [isWaiting, sendWaiting])
  return sendWaiting
}
