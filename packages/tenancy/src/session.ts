import pg from 'pg'
import { Batch, type BoundStatement, type PreparedStatements, type StatementResult } from './batch.ts'
import { noticedWithin, withSettings } from './connection-settings.ts'
import { TenancyError } from './errors.ts'
import { handOverBytes } from './row-bytes.ts'
import { type Streams, streamOf } from './silence.ts'

export interface SessionOptions {
  url: URL
  /** Acts as this role instead of the login's own. */
  role?: string
  /** `server/name`: what the broker keeps it under. */
  database: string
  /** Where its stream is kept, once it is connected. */
  streams: Streams
  connectTimeoutMs: number
  statementTimeoutMs: number
  onError: (error: unknown) => void
}

/** One connection to one database. After an error that leaves its state in doubt it is `broken` and not used again. */
export class Session {
  readonly database: string
  /** Seconds by which the server's clock is ahead of ours. */
  readonly clockOffset: number
  idleSince = 0
  broken = false
  readonly #client: pg.Client
  readonly #prepared: PreparedStatements = new Map()
  readonly #config: pg.ClientConfig
  #active: Batch | undefined
  /** Settles with the batch that was asked for last. */
  #last: Promise<unknown> = Promise.resolve()

  private constructor(client: pg.Client, config: pg.ClientConfig, database: string, clockOffset: number) {
    this.#client = client
    this.#config = config
    this.database = database
    this.clockOffset = clockOffset
  }

  static async open(options: SessionOptions): Promise<Session> {
    const config = clientConfig(options)
    const client = new pg.Client(config)
    handOverBytes(wireOf(client).connection)
    let session: Session | undefined
    // Without a listener an error on a connection, in use or not, would end the process.
    client.on('error', (error) => {
      // Given up by ourselves, it ends as it should.
      if (session?.broken) return
      if (session) session.broken = true
      options.onError(error)
    })
    client.on('end', () => {
      if (session) session.broken = true
    })
    try {
      await client.connect()
      options.streams.add(streamOf(client))
      const sentAt = Date.now()
      const [clock] = (await client.query(askingClock(options.connectTimeoutMs))).rows
      session = new Session(client, config, options.database, clock.seconds - (sentAt + Date.now()) / 2000)
      return session
    } catch (error) {
      client.end().catch(() => {})
      throw connectionError(error)
    }
  }

  /** Sends the statements with one Sync: one round trip, all or nothing. Batches wait for those asked for before. */
  batch(statements: readonly BoundStatement[]): Promise<StatementResult[]> {
    const sent = this.#last.then(() => this.#send(statements))
    this.#last = sent.catch(() => {})
    return sent
  }

  async #send(statements: readonly BoundStatement[]): Promise<StatementResult[]> {
    if (this.broken) throw new TenancyError('database_unavailable', 'the connection to the database was lost')
    const batch = new Batch(statements, this.#prepared)
    this.#active = batch
    this.#client.query(batch)
    try {
      return await batch.result
    } catch (error) {
      // Its rows could not be understood, but they came.
      const isWhole = error instanceof TenancyError && error.code === 'unreadable_row'
      if (!isDatabaseError(error) && !isWhole) this.broken = true
      if (isFatal(error)) this.broken = true
      throw connectionError(error)
    } finally {
      if (this.#active === batch) this.#active = undefined
    }
  }

  /**
   * Asks the server, over a connection of its own, to stop what this session runs, and gives the session up. Whoever
   * waits for the answer is told at once: the server may never send it.
   */
  cancel(reason: Error): void {
    this.broken = true
    if (!this.#active) return
    this.#active.handleError(reason)
    const { processID, secretKey } = wireOf(this.#client)
    const messenger = wireOf(new pg.Client(this.#config))
    const { connection, host, port } = messenger
    connection.on('error', () => {})
    connection.on('connect', () =>
      connection.ssl ? connection.requestSsl() : connection.cancel(processID, secretKey),
    )
    connection.on('sslconnect', () => connection.cancel(processID, secretKey))
    connection.connect(port, host)
  }

  /** Ends the connection; a broken one is cut at once, since its server may never answer a goodbye. */
  async close(): Promise<void> {
    const cut = this.broken
    this.broken = true
    if (cut) wireOf(this.#client).connection.stream.destroy()
    else await this.#client.end().catch(() => {})
  }
}

/** The parts of pg's client that cancelling needs and that its types leave out. */
interface ClientWire {
  processID: number
  secretKey: number
  host: string
  port: number
  connection: {
    ssl: unknown
    stream: { destroy(): void }
    attachListeners(stream: NodeJS.ReadableStream): void
    emit(event: string, message: unknown): void
    on(event: 'connect' | 'sslconnect' | 'error', listener: () => void): void
    connect(port: number, host: string): void
    requestSsl(): void
    cancel(processId: number, secretKey: number): void
  }
}

function wireOf(client: pg.Client): ClientWire {
  return client as unknown as ClientWire // see ClientWire
}

function clientConfig({ url, role, connectTimeoutMs, statementTimeoutMs }: SessionOptions): pg.ClientConfig {
  return {
    connectionString: withSettings(url, role ? `${settings} -c role=${role}` : settings),
    application_name: 'tenantry',
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
  }
}

/** Belongs to connecting: a server that fell silent in between is not waited for. */
function askingClock(query_timeout: number) {
  return { text: 'select extract(epoch from clock_timestamp())::float8 as seconds', query_timeout }
}

const settings = `-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c bytea_output=hex -c jit=off ${noticedWithin(10)}`

function isDatabaseError(error: unknown): boolean {
  return error instanceof pg.DatabaseError
}

/** Errors after which the server has closed the connection: admin shutdown, crash, too many connections. */
function isFatal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.severity === 'FATAL' || error.severity === 'PANIC')
}

function connectionError(error: unknown): unknown {
  if (isDatabaseError(error) && !isFatal(error)) return error
  if (error instanceof TenancyError) return error
  return new TenancyError('database_unavailable', 'the database could not be reached', { cause: error })
}
