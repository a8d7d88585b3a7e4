import pg from 'pg'
import type { BoundStatement, StatementResult } from './batch.ts'
import type { Send } from './executor.ts'
import type { PreparedNote, Preparer } from './prepared.ts'

/** What is written down of a read by the very statement that reads. Made anew for each call. */
export interface Note {
  /** Told to the listeners in this process when it is committed. */
  signal: string
  insert: PreparedNote<never>
  /**
   * The values of the insert, where only so many rows of the query leave (undefined: where all do); undefined where this
   * read has to be written down otherwise.
   */
  params(limit: number | undefined): Record<string, unknown> | undefined
  /** It is committed. */
  committed(ids: readonly unknown[]): void
}

/** Adds a note to the first query of a call that shows somebody. */
export class Noting {
  readonly #preparer: Preparer
  readonly #tenantId: string
  readonly #send: Send
  #note: Note | undefined

  /** `send` delivers what may write; what it delivers here is a query and the note of it. */
  constructor(preparer: Preparer, tenantId: string, note: Note, send: Send) {
    this.#preparer = preparer
    this.#tenantId = tenantId
    this.#note = note
    this.#send = send
  }

  /**
   * Sends the query with its note as one statement; undefined where there is nothing to note, or where it could not be
   * done: the query alone then says whether it is to blame, and the caller writes down what it showed.
   */
  async query(
    query: object,
    params: Record<string, unknown>,
    { limit, ...how }: { limit?: number } & Pick<BoundStatement, 'json'>,
    idsIn: (result: StatementResult) => readonly unknown[],
  ): Promise<StatementResult | undefined> {
    const note = this.#note
    this.#note = undefined
    const noteParams = note?.params(limit)
    if (!note || !noteParams) return undefined
    const statement = this.#preparer.bindNoted(query, params, note.insert, noteParams, this.#tenantId)
    try {
      const result = await this.#send({ ...statement, ...how })
      note.committed(idsIn(result))
      return result
    } catch (error) {
      if (isItsOwn(error)) return undefined
      throw error
    }
  }
}

/** An error of the statement itself, and neither of the connection nor of whoever stopped it (class 57). */
function isItsOwn(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR' && !error.code?.startsWith('57')
}
