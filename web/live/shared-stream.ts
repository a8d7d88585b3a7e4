import { holdStream, type StreamNews } from './event-stream.ts'

/**
 * One stream for all tabs of a tenant: browsers open six connections to a server, and a seventh tab would wait for ever. The
 * tab that has the lock holds the stream and passes on what it hears; when it is closed, another goes on from there.
 */
export function shareStream(url: string, onNews: (news: StreamNews) => void): () => void {
  if (!('locks' in navigator)) return holdStream(url, undefined, onNews)
  const stopping = new AbortController()
  const others = new BroadcastChannel(url)
  let lastId: string | undefined
  const hear = (news: StreamNews) => {
    if ('id' in news) lastId = news.id
    onNews(news)
  }
  others.addEventListener('message', ({ data }: MessageEvent<StreamNews>) => hear(data))

  const lead = () =>
    new Promise<void>((resolve) => {
      if (stopping.signal.aborted) return resolve()
      const stop = holdStream(url, lastId, (news) => {
        others.postMessage(news)
        hear(news)
      })
      stopping.signal.addEventListener('abort', () => {
        stop()
        resolve()
      })
    })
  // Aborted while it waits for the lock, it rejects: there is nothing left to do then.
  navigator.locks.request(url, { signal: stopping.signal }, lead).catch(() => {})
  return () => {
    stopping.abort()
    others.close()
  }
}
