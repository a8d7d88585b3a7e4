import pg from 'pg'
import type { RawBuilder } from 'kysely'
import type { BoundStatement, StatementResult } from './batch.ts'
import type { Send } from './executor.ts'
import { appendTo, assertNamesTenant } from './raw.ts'

/** What a reader is shown, as the statement knows it that writes it down: the rows of the query are its table `shown`. */
export interface Shown {
  /** The column of `shown` that says of whom a row is, as SQL names it. */
  column: string
  /** Only so many of its rows leave; undefined where all do. */
  limit: number | undefined
}

/** What is written down of a read by the very statement that reads. Made anew for each call. */
export interface Note {
  /** Told to the listeners in this process when it is committed. */
  signal: string
  /** The insert, of the tenant's own; undefined where this read has to be written down otherwise. */
  statement(shown: Shown): RawBuilder<unknown> | undefined
  /** It is committed. */
  committed(ids: readonly unknown[]): void
}

/** A query whose rows say of whom they are. */
export interface ShowingQuery {
  /** As the rows have it: `id`, `patientId`. */
  shows: string
  limit?: number | undefined
}

/** Adds a note to the first query of a call that shows somebody. */
export class Noting {
  readonly #tenantId: string
  readonly #send: Send
  #note: Note | undefined

  /** `send` delivers what may write; what it delivers here is a query and the note of it. */
  constructor(tenantId: string, note: Note, send: Send) {
    this.#tenantId = tenantId
    this.#note = note
    this.#send = send
  }

  /**
   * Sends the query with its note as one statement; undefined where there is nothing to note, or where it could not be
   * done: the query alone then says whether it is to blame, and the caller writes down what it showed.
   */
  async query(
    statement: BoundStatement,
    { shows, limit }: ShowingQuery,
    idsIn: (result: StatementResult) => readonly unknown[],
  ): Promise<StatementResult | undefined> {
    const note = this.#note
    this.#note = undefined
    const insert = note?.statement({ column: snakeCase(shows), limit })
    if (!note || !insert) return undefined
    assertNamesTenant(insert, this.#tenantId)
    try {
      const result = await this.#send(withNote(statement, insert))
      note.committed(idsIn(result))
      return result
    } catch (error) {
      if (isItsOwn(error)) return undefined
      throw error
    }
  }
}

/**
 * PostgreSQL lets nothing that writes stand inside of a `with` that is not the outermost, so that a query remains unable
 * to write here as well.
 */
function withNote({ text, values, ...rest }: BoundStatement, insert: RawBuilder<unknown>): BoundStatement {
  const all = [...values]
  const noted = appendTo(all, insert)
  return {
    ...rest,
    text: `with shown as materialized (${text}), noted as (${noted}) select * from shown`,
    values: all,
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** An error of the statement itself, and neither of the connection nor of whoever stopped it (class 57). */
function isItsOwn(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR' && !error.code?.startsWith('57')
}
