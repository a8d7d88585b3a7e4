import pg from 'pg'
import type { RowBytes } from './row-bytes.ts'
import { timestampFromBytes } from './timestamps.ts'
import { camelCase, isAscii, parserOf } from './values.ts'

/**
 * How the values of a row travel. Times are asked for in binary once a statement is known to have some: to write one as
 * text takes PostgreSQL longer than to find its row in an index.
 */
export type Format = 'text' | 'binary times'

type Read = (bytes: Buffer, from: number, end: number) => unknown

/** What a described statement's rows are like, and how one is read. */
export class RowShape {
  readonly names: readonly string[]
  readonly typeIds: readonly number[]
  readonly format: Format
  readonly #reads: readonly Read[]
  /** What a Bind ends with that asks for such rows; none where all is text, as pg writes it. */
  readonly #formats: Buffer | undefined

  constructor(fields: readonly { name: string; dataTypeID: number }[], format: Format) {
    this.names = fields.map(({ name }) => camelCase(name))
    this.typeIds = fields.map(({ dataTypeID }) => dataTypeID)
    const hasTimes = this.typeIds.includes(pg.types.builtins.TIMESTAMPTZ)
    this.format = hasTimes ? format : 'text'
    this.#reads = this.typeIds.map((typeId) =>
      isBinary(typeId, this.format) ? timestampFromBytes : read(typeId),
    )
    if (this.format === 'binary times') this.#formats = formatCodes(this.typeIds)
  }

  /** A row's values, or those of some columns. */
  decode({ bytes, start }: RowBytes, only?: ReadonlySet<string>): Record<string, unknown> {
    const row: Record<string, unknown> = {}
    let at = start
    for (let i = 0; i < this.names.length; i++) {
      const name = this.names[i]!
      const length = bytes.readInt32BE(at)
      at += 4
      const end = at + Math.max(length, 0)
      if (!only || only.has(name)) row[name] = length < 0 ? null : this.#reads[i]!(bytes, at, end)
      at = end
    }
    return row
  }

  /** A Bind that asks for text, as one that asks for rows of this shape: in pieces, to be sent one after the other. */
  askedFor(bind: Buffer): Buffer[] {
    if (!this.#formats) return [bind]
    const kept = bind.length - textForAll
    // The length of the message stands behind its first letter, and counts itself but not that letter.
    bind.writeInt32BE(kept - 1 + this.#formats.length, 1)
    return [bind.subarray(0, kept), this.#formats]
  }
}

/** Does a value of this type travel in binary? */
export function isBinary(typeId: number, format: Format): boolean {
  return format === 'binary times' && typeId === pg.types.builtins.TIMESTAMPTZ
}

/** Bytes in which pg's Bind says that all columns are text: one code, and it is 0. */
const textForAll = 4

/** How many columns there are, and for each 0 for text or 1 for binary, two bytes each. */
function formatCodes(typeIds: readonly number[]): Buffer {
  const codes = Buffer.alloc(2 + typeIds.length * 2)
  codes.writeInt16BE(typeIds.length, 0)
  for (const [at, typeId] of typeIds.entries()) {
    codes.writeInt16BE(isBinary(typeId, 'binary times') ? 1 : 0, 2 + at * 2)
  }
  return codes
}

function read(typeId: number): Read {
  const parse = parserOf(typeId)
  // What cannot hold another letter is read by the quicker way.
  const encoding = isAscii(typeId) ? 'latin1' : 'utf8'
  return (bytes, from, end) => parse(bytes.toString(encoding, from, end))
}
