import { Problem } from '#contract/call.ts'
import { upload } from './upload.ts'

/** How one kind of file is sent: asked how far it is, and where its next part goes. */
interface FileWay {
  /** How much has arrived; nothing more is sent once this answers undefined. */
  receivedOf: (signal: AbortSignal) => Promise<number | undefined>
  urlAt: (offset: number) => string
  /** What is sent at one go; all of it where nothing is said. */
  pieceBytes?: number
  onProgress: (sentBytes: number) => void
}

const attempts = 5
/** The files that are on their way, and how to stop each. */
const stops = new Map<string, AbortController>()

/** Lets a file be stopped by its key while it is sent; whoever leaves the app meanwhile is asked first. */
export async function whileSending(
  key: string,
  send: (signal: AbortSignal) => Promise<void>,
): Promise<'sent' | 'stopped'> {
  const stop = new AbortController()
  stops.set(key, stop)
  addEventListener('beforeunload', askBeforeLeaving)
  try {
    await send(stop.signal)
    return 'sent'
  } catch (error) {
    if (stop.signal.aborted) return 'stopped'
    throw error
  } finally {
    stops.delete(key)
    if (stops.size === 0) removeEventListener('beforeunload', askBeforeLeaving)
  }
}

export function stopSending(key: string): void {
  stops.get(key)?.abort()
}

/** Sends the rest of a file from where the server is, through broken connections and busy servers. */
export async function sendRest(
  file: File,
  { receivedOf, urlAt, pieceBytes = file.size, onProgress }: FileWay,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0
  for (;;) {
    const received = await receivedOf(signal)
    if (received === undefined) return
    try {
      await upload(urlAt(received), file.slice(received, received + pieceBytes), {
        onProgress: (sent) => onProgress(received + sent),
        signal,
      })
      failures = 0
    } catch (error) {
      if (!isPassing(error) || ++failures === attempts) throw error
      await pause(1000 * failures, signal)
    }
  }
}

/** A broken connection, a busy server, or a place in the file the server sees differently. */
function isPassing(error: unknown) {
  return error instanceof Problem && (error.status === 0 || error.code === 'conflict' || error.status === 503)
}

function pause(milliseconds: number, signal: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}

function askBeforeLeaving(event: BeforeUnloadEvent) {
  event.preventDefault()
}
