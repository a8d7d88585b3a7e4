import pg from 'pg'
import type { RowBytes } from './row-bytes.ts'
import { timestampFromText } from './values.ts'

const { builtins } = pg.types

/** How the text of a column becomes JSON. */
type Form = 'text' | 'plain text' | 'time' | 'number' | 'big integer' | 'boolean' | 'json'

/** Types that are not here have no one way to be written, and are refused: `float8` knows NaN, an array its own syntax. */
const forms = new Map<number, Form>([
  [builtins.TEXT, 'text'],
  [builtins.VARCHAR, 'text'],
  [builtins.UUID, 'plain text'],
  [builtins.DATE, 'plain text'],
  [builtins.NUMERIC, 'plain text'],
  [builtins.TIMESTAMPTZ, 'time'],
  [builtins.INT2, 'number'],
  [builtins.INT4, 'number'],
  [builtins.INT8, 'big integer'],
  [builtins.BOOL, 'boolean'],
  [builtins.JSON, 'json'],
  [builtins.JSONB, 'json'],
])

export interface JsonOptions<Row> {
  /** Rows beyond so many are not written: that there are `more` is all that is known of them. */
  limit: number
  /** Columns that the query needs and the reader of the JSON is not to see. */
  hidden?: readonly (keyof Row & string)[]
  /** Columns whose values are kept as text beside the JSON. */
  kept?: readonly (keyof Row & string)[]
}

/** A row's columns, as the statement's description names and types them. */
export interface RowShape {
  names: readonly string[]
  typeIds: readonly number[]
  decode(row: RowBytes): Record<string, unknown>
}

interface Column {
  /** `"givenName":`, with the comma that parts it from the column before. */
  key: Buffer
  form: Form
  hidden: boolean
  keep: string[] | undefined
}

/**
 * Rows written as JSON straight from the bytes that the server sent, without a string or an object for any of them: on a
 * list that is more than half of what Node has to do. The values are what `query` would give, in the same words.
 */
export class JsonRows<Row = unknown> {
  /** How many were written. */
  count = 0
  /** There were more than `limit`. */
  more = false
  /** The last row that was written, where `limit` was reached. */
  last: Row | undefined
  readonly #limit: number
  readonly #hidden: ReadonlySet<string>
  readonly #kept: ReadonlyMap<string, string[]>
  #columns: Column[] | undefined
  #names: string[] = []
  #bytes = Buffer.allocUnsafe(12_000)
  #length = 0

  constructor(options: JsonOptions<Row>) {
    this.#limit = options.limit
    this.#hidden = new Set(options.hidden)
    this.#kept = new Map((options.kept ?? []).map((name) => [name, []]))
  }

  /** The objects with commas between them, without the brackets of their list. */
  get json(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** The names that each object has; empty as long as there is none. */
  get names(): readonly string[] {
    return this.#names
  }

  /** The values of a column that is `kept`, nulls left out. */
  values(name: string): readonly string[] {
    const values = this.#kept.get(name)
    if (!values) throw new Error(`the column ${name} was not kept`)
    return values
  }

  /** Takes a row over. */
  add(shape: RowShape, row: RowBytes): void {
    if (this.count === this.#limit) {
      this.more = true
      return
    }
    const columns = (this.#columns ??= this.#columnsOf(shape))
    this.#makeRoom(row.length, columns)
    const { bytes } = row
    const out = this.#bytes
    let to = this.#length
    if (this.count > 0) out[to++] = comma
    out[to++] = openBrace
    let from = row.start
    for (const { key, form, hidden, keep } of columns) {
      const length = bytes.readInt32BE(from)
      from += 4
      const end = from + Math.max(length, 0)
      if (keep && length >= 0) keep.push(bytes.toString('utf8', from, end))
      if (!hidden) {
        for (let at = 0; at < key.length; at++) out[to++] = key[at]!
        to = length < 0 ? copy(nullBytes, 0, 4, out, to) : write(form, bytes, from, end, out, to)
      }
      from = end
    }
    out[to++] = closeBrace
    this.#length = to
    this.count++
    if (this.count === this.#limit) this.last = shape.decode(row) as Row // the query says what its rows are
  }

  #columnsOf({ names, typeIds }: RowShape): Column[] {
    return names.map((name, at) => {
      const form = forms.get(typeIds[at]!)
      if (!form) throw new Error(`the column ${name} is of a type that has no form in JSON here`)
      const hidden = this.#hidden.has(name)
      if (!hidden) this.#names.push(name)
      const key = Buffer.from(`${this.#names.length === 1 ? '' : ','}${JSON.stringify(name)}:`)
      return { key, form, hidden, keep: this.#kept.get(name) }
    })
  }

  /** For the worst of rows, so that nothing has to look while it is written: a byte becomes six, as in `\u0001`. */
  #makeRoom(rowLength: number, columns: readonly Column[]): void {
    const keys = columns.reduce((sum, { key }) => sum + key.length, 0)
    const needed = this.#length + keys + rowLength * 6 + columns.length * longestFixed + 3
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(needed * 2)
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}

/** What a value may add to its bytes however short it is: quotes, the digits of a time, `null`. */
const longestFixed = 30
const quote = 0x22
const comma = 0x2c
const openBrace = 0x7b
const closeBrace = 0x7d
const backslash = 0x5c
const nullBytes = Buffer.from('null')
const trueBytes = Buffer.from('true')
const falseBytes = Buffer.from('false')

function write(form: Form, bytes: Buffer, from: number, end: number, out: Buffer, to: number): number {
  switch (form) {
    case 'number':
    case 'json':
      return copy(bytes, from, end, out, to)
    case 'boolean':
      return bytes[from] === 0x74 ? copy(trueBytes, 0, 4, out, to) : copy(falseBytes, 0, 5, out, to)
    case 'big integer':
      return writeBigInteger(bytes, from, end, out, to)
    case 'time':
      return writeTime(bytes, from, end, out, to)
    case 'plain text':
      out[to++] = quote
      to = copy(bytes, from, end, out, to)
      out[to++] = quote
      return to
    case 'text':
      return writeText(bytes, from, end, out, to)
  }
}

function copy(bytes: Buffer, from: number, end: number, out: Buffer, to: number): number {
  while (from < end) out[to++] = bytes[from++]!
  return to
}

/** Bytes from 0x80 on are parts of UTF-8, which JSON takes as it is. */
function writeText(bytes: Buffer, from: number, end: number, out: Buffer, to: number): number {
  out[to++] = quote
  for (; from < end; from++) {
    const byte = bytes[from]!
    if (byte >= 0x20 && byte !== quote && byte !== backslash) out[to++] = byte
    else to += out.write(JSON.stringify(String.fromCharCode(byte)).slice(1, -1), to, 'latin1')
  }
  out[to++] = quote
  return to
}

function writeBigInteger(bytes: Buffer, from: number, end: number, out: Buffer, to: number): number {
  // Fifteen digits are safe whatever they are.
  if (end - from > 15 && !Number.isSafeInteger(Number(bytes.toString('latin1', from, end)))) {
    throw new RangeError('not a safe integer')
  }
  return copy(bytes, from, end, out, to)
}

/** `2026-11-21 08:00:00.5+00` to `"2026-11-21T08:00:00.500Z"`, as `timestampFromText` does and with its refusals. */
function writeTime(bytes: Buffer, from: number, end: number, out: Buffer, to: number): number {
  const zone = end - 3
  const isUsual =
    zone - from >= 19 &&
    bytes[from + 4] === minus &&
    bytes[zone] === plus &&
    bytes[zone + 1] === zero &&
    bytes[zone + 2] === zero
  if (!isUsual) timestampFromText(bytes.toString('latin1', from, end))
  out[to++] = quote
  to = copy(bytes, from, from + 10, out, to)
  out[to++] = letterT
  to = copy(bytes, from + 11, from + 19, out, to)
  out[to++] = point
  // Milliseconds: what stands after the point, cut or filled up to three digits.
  for (let at = from + 20; at < from + 23; at++) out[to++] = at < zone ? bytes[at]! : zero
  out[to++] = letterZ
  out[to++] = quote
  return to
}

const minus = 0x2d
const plus = 0x2b
const zero = 0x30
const point = 0x2e
const letterT = 0x54
const letterZ = 0x5a
