import type { Hint } from '#platform/realtime/realtime.contract.ts'

/** What a stream tells. */
export type StreamNews =
  | { name: 'open' }
  | { name: 'hint'; hint: Hint; id: string }
  | { name: 'hello'; id: string }
  | { name: 'reset' }
  /** The server has ended it, or does not let us in: who we are may have changed. */
  | { name: 'ended' }
  | { name: 'lost' }

const firstWaitMs = 1_000
const longestWaitMs = 30_000

/**
 * Holds a stream of events open, from `after` on. A lost connection the browser mends by itself, with the place it had heard
 * up to; a refusal it takes for good, so that is tried again here, less and less often. Returns how to stop.
 */
export function holdStream(
  url: string,
  after: string | undefined,
  onNews: (news: StreamNews) => void,
): () => void {
  let lastId = after
  let waitMs = firstWaitMs
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const open = () => {
    source = new EventSource(lastId === undefined ? url : `${url}?after=${lastId}`)
    source.addEventListener('open', () => {
      waitMs = firstWaitMs
      onNews({ name: 'open' })
    })
    source.addEventListener('hello', ({ lastEventId: id }) => {
      lastId = id
      onNews({ name: 'hello', id })
    })
    source.addEventListener('hint', ({ data, lastEventId: id }) => {
      lastId = id
      onNews({ name: 'hint', hint: JSON.parse(data) as Hint, id })
    })
    source.addEventListener('reset', () => onNews({ name: 'reset' }))
    source.addEventListener('reconnect', () => onNews({ name: 'ended' }))
    source.addEventListener('error', () => {
      onNews({ name: 'lost' })
      if (source?.readyState !== EventSource.CLOSED) return
      onNews({ name: 'ended' })
      // Not all at the same time: a server that comes back has enough to do.
      timer = setTimeout(open, waitMs * (0.5 + Math.random()))
      waitMs = Math.min(waitMs * 2, longestWaitMs)
    })
  }
  open()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}
