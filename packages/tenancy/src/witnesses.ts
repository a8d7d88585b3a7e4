import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { noticedWithin, withSettings } from './connection-settings.ts'
import { mainServer, serverOf, type UrlOf, urlOfAddress } from './servers.ts'
import { askAtOnce } from './silence.ts'

export interface WitnessOptions {
  urlOf: UrlOf
  /** True while there are connections to this server for others to take. */
  isConnected(server: string): boolean
  /** What cuts those of them that are silent from now on: see `Streams`. */
  suspect(server: string): () => void
  onError(error: unknown): void
}

const askMs = 1_000

/**
 * Asks each further server every second whether it is there, over a connection of its own, for as long as others to it are
 * open. The main server is asked by the directory.
 */
export class Witnesses {
  readonly #options: WitnessOptions
  /** By server, the database that was opened last: one that is there. */
  readonly #watched = new Map<string, string>()
  readonly #closing = new AbortController()
  readonly #watching = new Set<Promise<void>>()

  constructor(options: WitnessOptions) {
    this.#options = options
  }

  /** Called with each database (`server/name`) to which a connection was opened. */
  watch(database: string): void {
    const server = serverOf(database)
    if (server === mainServer || this.#closing.signal.aborted) return
    const isWatched = this.#watched.has(server)
    this.#watched.set(server, database)
    if (isWatched) return
    const watching = this.#watch(server).finally(() => this.#watching.delete(watching))
    this.#watching.add(watching)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#watching)
  }

  async #watch(server: string): Promise<void> {
    while (this.#goesOn(server)) {
      await this.#ask(server).catch(this.#options.onError)
      await this.#pause()
    }
    this.#watched.delete(server)
  }

  async #ask(server: string): Promise<void> {
    const { urlOf, suspect, onError } = this.#options
    const url = urlOfAddress(urlOf, this.#watched.get(server)!)
    const client = new pg.Client({
      connectionString: withSettings(url, noticedWithin(10)),
      application_name: 'tenantry witness',
      connectionTimeoutMillis: 2_000,
      keepAlive: true,
    })
    client.on('error', onError)
    try {
      await client.connect()
      while (this.#goesOn(server)) {
        await askAtOnce(client, { text: 'select' }, () => suspect(server))
        await this.#pause()
      }
    } finally {
      // With a question unanswered it is cut, without a goodbye.
      await client.end().catch(() => {})
    }
  }

  #goesOn(server: string): boolean {
    return !this.#closing.signal.aborted && this.#options.isConnected(server)
  }

  #pause(): Promise<void> {
    return wait(askMs, undefined, { ref: false, signal: this.#closing.signal }).catch(() => {})
  }
}
