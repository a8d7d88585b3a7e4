import type { ServerResponse } from 'node:http'
import type { EventKind } from '#platform/outbox/events.ts'

/** Whose stream it is, as the access check has to know it. */
export interface Watcher {
  tenantId: string
  accountId: string
  /** As they were when the stream began: others mean another stream. */
  roles: readonly string[]
  /** The session that it was opened with; null where somebody came without one. */
  session: { tokenHash: Buffer; host: string } | null
  hears(kind: EventKind): boolean
}

/** What a connection may have in store that its client does not read. */
const mostWaitingBytes = 64 * 1024
/** A client that does not even read the end of its stream is cut off. */
const lastWordsMs = 5_000

/** One open connection: server-sent events, as the HTML standard describes them. */
export class Stream {
  readonly watcher: Watcher
  readonly #response: ServerResponse
  readonly #onEnd: (stream: Stream) => void
  #ended = false

  constructor(response: ServerResponse, watcher: Watcher, onEnd: (stream: Stream) => void) {
    this.#response = response
    this.watcher = watcher
    this.#onEnd = onEnd
    response.once('close', () => this.#leave())
    response.on('error', () => this.#leave())
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Writes a whole event. Whoever does not read what is sent to him is let go, and told to read everything again. */
  send(text: string): void {
    if (this.#ended) return
    this.#response.write(text)
    if (this.#response.writableLength > mostWaitingBytes) this.end('event: reset\ndata: {}\n\n')
  }

  /** Ends the stream; `lastWords` say what the client is to do. */
  end(lastWords = ''): void {
    if (this.#ended) return
    this.#leave()
    this.#response.end(lastWords)
    const cutOff = setTimeout(() => this.#response.destroy(), lastWordsMs)
    this.#response.once('close', () => clearTimeout(cutOff))
  }

  #leave(): void {
    if (this.#ended) return
    this.#ended = true
    this.#onEnd(this)
  }
}

/** One event on the wire. */
export function eventText(name: string, data: object, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Told when a stream is ended by the server and may come back: after a while that differs, so that not all come at once. */
export function reconnectText(): string {
  return `retry: ${500 + Math.floor(Math.random() * 2_000)}\n${eventText('reconnect', {})}`
}
