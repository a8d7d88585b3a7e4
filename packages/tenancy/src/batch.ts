import type { Submittable } from 'pg'
import pgUtils from 'pg/lib/utils'
import { serialize } from 'pg-protocol'
import { TenancyError } from './errors.ts'
import type { JsonRows } from './json-rows.ts'
import type { RowBytes } from './row-bytes.ts'
import { RowShape } from './row-shape.ts'

/** One statement of a batch. Values travel as parameters only. */
export interface BoundStatement {
  text: string
  values: readonly unknown[]
  /** Takes the rows over and writes them as JSON; the result has none then. */
  json?: JsonRows<never>
  /** Its rows are nobody's to see, and are not read. */
  unread?: true
}

export interface StatementResult {
  rows: Record<string, unknown>[]
  /** The command tag, as `INSERT 0 1`. */
  command: string
  affected: number | undefined
}

/** A statement that a connection has parsed before, with the shape of its rows. */
interface Prepared {
  name: string
  /** As they are asked for from now on. */
  shape: RowShape | undefined
}

/** The statements one connection knows, oldest use first. */
export type PreparedStatements = Map<string, Prepared>

/** Enough for every query of an area, few enough for the server's memory: it keeps a plan for each. */
const preparedLimit = 200
/**
 * Longer texts are inserts of many rows, each of its own length: kept, their parse trees would fill the server's memory
 * and push out the queries that come again. They are parsed once and forgotten.
 */
const longestPreparedText = 16_000
let lastName = 0

/** What pg's client hands to a submittable: its protocol connection. Not in pg's types. */
interface Wire {
  stream: { write(bytes: Buffer): void }
}

const noRows = new RowShape([], 'text')
const describe = serialize.describe({ type: 'P', name: '' })
const execute = serialize.execute({ portal: '' })
const sync = serialize.sync()

/**
 * Statements sent together with one Sync at the end: one network round trip, and one implicit transaction unless a
 * statement begins or ends one itself. An error undoes the whole batch and leaves the connection clean. Statements are
 * prepared under names, so that each connection parses a text once.
 */
export class Batch implements Submittable {
  readonly result: Promise<StatementResult[]>
  readonly #statements: readonly BoundStatement[]
  readonly #values: (string | Buffer | null)[][]
  readonly #prepared: PreparedStatements
  readonly #results: StatementResult[] = []
  readonly #fresh: string[] = []
  #shapes: (RowShape | undefined)[] = []
  #rows: Record<string, unknown>[] = []
  /** Why a row could not be read. */
  #unreadable: TenancyError | undefined
  #resolve!: (results: StatementResult[]) => void
  #reject!: (error: Error) => void

  constructor(statements: readonly BoundStatement[], prepared: PreparedStatements) {
    this.#statements = statements
    // Here and not while sending: a value that cannot be written must not leave half a batch on the wire.
    this.#values = statements.map(({ values }) => values.map((value) => pgUtils.prepareValue(value)))
    this.#prepared = prepared
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  submit(connection: unknown): void {
    const parts = this.#makeRoom()
    for (const [i, { text }] of this.#statements.entries()) {
      const known = this.#prepare(parts, text)
      const bind = serialize.bind({ statement: known.name, values: this.#values[i]! })
      if (known.shape) parts.push(...known.shape.askedFor(bind))
      else parts.push(bind, describe)
      this.#shapes.push(known.shape)
      parts.push(execute)
    }
    parts.push(sync)
    const wire = connection as Wire // pg gives its connection untyped
    // One write: a system call for each message would cost more than making them.
    wire.stream.write(Buffer.concat(parts))
  }

  #prepare(parts: Buffer[], text: string): Prepared {
    const known = this.#prepared.get(text)
    if (known) {
      this.#prepared.delete(text)
      this.#prepared.set(text, known)
      return known
    }
    if (text.length > longestPreparedText) {
      parts.push(serialize.parse({ text, name: '', types: [] }))
      return { name: '', shape: undefined }
    }
    const prepared: Prepared = { name: `t${++lastName}`, shape: undefined }
    parts.push(serialize.parse({ text, name: prepared.name, types: [] }))
    this.#prepared.set(text, prepared)
    this.#fresh.push(text)
    return prepared
  }

  /** Closes the statements used longest ago, so that this batch's fit. */
  #makeRoom(): Buffer[] {
    const closing: Buffer[] = []
    for (const [text, { name }] of this.#prepared) {
      if (this.#prepared.size + this.#statements.length <= preparedLimit) break
      closing.push(serialize.close({ type: 'S', name }))
      this.#prepared.delete(text)
    }
    return closing
  }

  handleRowDescription(message: { fields: { name: string; dataTypeID: number }[] }): void {
    const at = this.#results.length
    this.#shapes[at] = new RowShape(message.fields, 'text')
    const known = this.#prepared.get(this.#statements[at]!.text)
    if (known) known.shape = new RowShape(message.fields, 'binary times')
  }

  handleDataRow(message: RowBytes): void {
    if (this.#unreadable) return
    const at = this.#results.length
    const shape = this.#shapes[at]!
    const { json, unread } = this.#statements[at]!
    if (unread) return
    try {
      if (json) json.add(shape, message)
      else this.#rows.push(shape.decode(message))
    } catch (error) {
      // Thrown from here it would end the process; the rest of the answer is still to be read off the wire.
      this.#unreadable = new TenancyError('unreadable_row', 'a row holds what is not understood here', {
        cause: error,
      })
    }
  }

  handleCommandComplete(message: { text: string }): void {
    const count = /\d+$/.exec(message.text)?.[0]
    const known = this.#prepared.get(this.#statements[this.#results.length]!.text)
    // It was described and has no rows: next time there is nothing to ask.
    if (known && !known.shape) known.shape = noRows
    this.#results.push({
      rows: this.#rows,
      command: message.text,
      affected: count === undefined ? undefined : Number(count),
    })
    this.#rows = []
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' })
  }

  handlePortalSuspended(): void {
    this.handleError(new Error('a portal was suspended, though every row was asked for'))
  }

  handleCopyInResponse(connection: { sendCopyFail(message: string): void }): void {
    connection.sendCopyFail('COPY is not part of a batch')
  }

  handleCopyData(): void {}

  handleReadyForQuery(): void {
    if (this.#unreadable) this.#reject(this.#unreadable)
    else this.#resolve(this.#results)
  }

  handleError(error: Error & { code?: string }): void {
    // A name is only trusted once its batch went through; a plan whose row type changed is parsed anew.
    for (const text of this.#fresh) this.#prepared.delete(text)
    if (error.code === '0A000' || error.code === '26000') {
      for (const { text } of this.#statements) this.#prepared.delete(text)
    }
    this.#reject(error)
  }
}
