import type { Socket } from 'node:net'
import type pg from 'pg'
import { TenancyError } from './errors.ts'

/** How long a server may take to answer an empty question. */
const patienceMs = 2_000

/** The connections to one server, as their streams. */
export class Streams {
  readonly #open = new Set<Socket>()

  add(stream: Socket): void {
    this.#open.add(stream.once('close', () => this.#open.delete(stream)))
  }

  get size(): number {
    return this.#open.size
  }

  /**
   * Called when the server is asked whether it is there. Where it says nothing, what this answers cuts the connections that
   * were there then and have not said anything since either: to find them out one by one would cost a call's time for each.
   */
  suspect(): () => void {
    const heard = new Map([...this.#open].map((stream) => [stream, stream.bytesRead]))
    return () => {
      for (const [stream, bytes] of heard) {
        if (stream.bytesRead === bytes) stream.destroy(silent())
      }
    }
  }

  /** Where one has gone without a word the others have, too: to find out one by one would take as often so long. */
  cutAll(): void {
    for (const stream of this.#open) stream.destroy(silent())
  }
}

const silent = () => new TenancyError('database_unavailable', 'the server says nothing any more')

/**
 * Asks something that a server answers at once. Rejects where it is not there, or says nothing; then the connections that
 * `suspect` has noted are cut, this one among them or not.
 */
export async function askAtOnce<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  question: pg.QueryConfig,
  suspect: () => () => void,
): Promise<Row[]> {
  const stream = streamOf(client)
  const answer = client.query<Row>(question)
  let timer: NodeJS.Timeout | undefined
  let over = false
  const patience = new Promise<never>((_, reject) => {
    const wait = () => {
      const heard = stream.bytesRead
      const cut = suspect()
      const judge = () => {
        if (over) return
        if (stream.bytesRead > heard) return wait()
        cut()
        reject(silent())
      }
      // A process that was busy itself reads only afterwards what has long been there.
      timer = setTimeout(() => setImmediate(judge), patienceMs)
    }
    wait()
  })
  try {
    return (await Promise.race([answer, patience])).rows
  } finally {
    over = true
    clearTimeout(timer)
    // Given up, it ends with its connection.
    answer.catch(() => {})
  }
}

/** pg's types leave it out. With TLS it is another one once it is connected. */
export function streamOf(client: pg.ClientBase): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream
}
