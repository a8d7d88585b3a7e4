import { watchLive } from '../live/live-state.ts'

const firstWaitMs = 1_000
const longestWaitMs = 30_000

/**
 * Tries again what found no server, by itself: the later, the more often it has failed, and at once when the connection is
 * known to be back. Returns how to stop.
 */
export function tryLater(again: () => unknown, failures: number): () => void {
  const waitMs = Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs)
  // Not all at the same time: a server that comes back has enough to do.
  const timer = setTimeout(() => again(), waitMs * (0.5 + Math.random()))
  const online = () => again()
  addEventListener('online', online)
  const unwatch = watchLive((isLive) => isLive && again())
  return () => {
    clearTimeout(timer)
    removeEventListener('online', online)
    unwatch()
  }
}
