import {
  closeBrace,
  comma,
  copy,
  type Form,
  formOf,
  longestFixed,
  nullBytes,
  openBrace,
  write,
} from './json-text.ts'
import type { RowBytes } from './row-bytes.ts'
import type { RowShape } from './row-shape.ts'

export interface JsonOptions<Row> {
  /** Rows beyond so many are not written: that there are `more` is all that is known of them. */
  limit: number
  /** Columns that the query needs and the reader of the JSON is not to see. */
  hidden?: readonly (keyof Row & string)[]
  /** Columns of ids or texts whose values are kept beside the JSON. */
  kept?: readonly (keyof Row & string)[]
  /** Columns of the last row that the next page begins behind. */
  cursor?: readonly (keyof Row & string)[]
}

/** A row's columns, as the statement's description names and types them. */
type DescribedRow = Pick<RowShape, 'names' | 'typeIds' | 'format' | 'decode'>

interface Column {
  name: string
  /** `"givenName":`, with the comma that parts it from the column before. */
  key: Buffer
  form: Form
  hidden: boolean
}

/** How rows of one shape are written; worked out once for each shape and what is hidden of it. */
interface Plan {
  columns: readonly Column[]
  /** Of what is not hidden. */
  names: readonly string[]
  /** What a row needs at most beside its values. */
  fixedBytes: number
}

const plans = new WeakMap<DescribedRow, Map<string, Plan>>()

/**
 * Rows written as JSON straight from the bytes that the server sent, without a string or an object for any of them: on a
 * list that is more than half of what Node has to do. The values are what `query` would give, in the same words.
 */
export class JsonRows<Row = unknown> {
  /** How many were written. */
  count = 0
  /** There were more than `limit`. */
  more = false
  /** What of the last row `cursor` asked for, where `limit` was reached. */
  last: Partial<Row> | undefined
  readonly #limit: number
  readonly #hidden: ReadonlySet<string>
  readonly #kept: ReadonlyMap<string, string[]>
  readonly #cursor: ReadonlySet<string>
  #plan: Plan | undefined
  /** For each column where its values are kept, if they are. */
  #keeps: (string[] | undefined)[] = []
  #bytes: Buffer | undefined
  #length = 0
  #text: string | undefined

  constructor(options: JsonOptions<Row>) {
    this.#limit = options.limit
    this.#hidden = new Set(options.hidden)
    this.#kept = new Map((options.kept ?? []).map((name) => [name, []]))
    this.#cursor = new Set(options.cursor)
  }

  /** The objects with commas between them, without the brackets of their list. Once it was asked for no row is added. */
  get json(): string {
    if (this.#text === undefined) {
      this.#text = this.#bytes?.toString('utf8', 0, this.#length) ?? ''
      if (this.#bytes) giveBack(this.#bytes)
      this.#bytes = undefined
    }
    return this.#text
  }

  /** The names that each object has; empty as long as there is none. */
  get names(): readonly string[] {
    return this.#plan?.names ?? []
  }

  /** The values of a column that is `kept`, nulls left out. */
  values(name: string): readonly string[] {
    const values = this.#kept.get(name)
    if (!values) throw new Error(`the column ${name} was not kept`)
    return values
  }

  /** Takes a row over. */
  add(shape: DescribedRow, row: RowBytes): void {
    if (this.count === this.#limit) {
      this.more = true
      return
    }
    if (this.#text !== undefined) throw new Error('a row came when its list had been written')
    const { columns, fixedBytes } = (this.#plan ??= this.#begin(shape))
    const out = this.#withRoomFor(row.length * 6 + fixedBytes)
    const { bytes } = row
    let to = this.#length
    if (this.count > 0) out[to++] = comma
    out[to++] = openBrace
    let from = row.start
    for (let column = 0; column < columns.length; column++) {
      const { key, form, hidden } = columns[column]!
      const length = bytes.readInt32BE(from)
      from += 4
      const end = from + Math.max(length, 0)
      if (length >= 0) this.#keeps[column]?.push(bytes.toString('utf8', from, end))
      if (!hidden) {
        for (let at = 0; at < key.length; at++) out[to++] = key[at]!
        to = length < 0 ? copy(nullBytes, 0, 4, out, to) : write(form, bytes, from, end, out, to)
      }
      from = end
    }
    out[to++] = closeBrace
    this.#length = to
    this.count++
    // The query says what its rows are.
    if (this.count === this.#limit) this.last = shape.decode(row, this.#cursor) as Partial<Row>
  }

  #begin(shape: DescribedRow): Plan {
    const plan = planOf(shape, this.#hidden)
    this.#keeps = plan.columns.map(({ name }) => this.#kept.get(name))
    return plan
  }

  /** For the worst of rows, so that nothing has to look while it is written: a byte becomes six, as in `\u0001`. */
  #withRoomFor(rowBytes: number): Buffer {
    const bytes = (this.#bytes ??= spare.pop() ?? Buffer.allocUnsafe(usualBytes))
    const needed = this.#length + rowBytes
    if (needed <= bytes.length) return bytes
    this.#bytes = Buffer.allocUnsafe(needed * 2)
    bytes.copy(this.#bytes, 0, 0, this.#length)
    giveBack(bytes)
    return this.#bytes
  }
}

/**
 * What lists are written in before they are text, used again and again. A buffer of this size lies outside of V8's heap, and
 * one for each list made it collect everything every few hundred lists: longer than the lists themselves had taken.
 */
const spare: Buffer[] = []
const usualBytes = 64 * 1024
/** As many lists as are read at once by a busy process. */
const mostSpare = 32

/** What a single long list needed is not kept. */
function giveBack(bytes: Buffer): void {
  if (bytes.length === usualBytes && spare.length < mostSpare) spare.push(bytes)
}

function planOf(shape: DescribedRow, hidden: ReadonlySet<string>): Plan {
  const known = plans.get(shape) ?? new Map<string, Plan>()
  plans.set(shape, known)
  const key = [...hidden].join()
  let plan = known.get(key)
  if (!plan) known.set(key, (plan = makePlan(shape, hidden)))
  return plan
}

function makePlan({ names, typeIds, format }: DescribedRow, hidden: ReadonlySet<string>): Plan {
  const shown = names.filter((name) => !hidden.has(name))
  const columns = names.map((name, at) => {
    const form = formOf(typeIds[at]!, format)
    if (!form) throw new Error(`the column ${name} is of a type that has no form in JSON here`)
    const key = Buffer.from(`${name === shown[0] ? '' : ','}${JSON.stringify(name)}:`)
    return { name, key, form, hidden: hidden.has(name) }
  })
  const fixedBytes = columns.reduce((sum, { key }) => sum + key.length + longestFixed, 3)
  return { columns, names: shown, fixedBytes }
}
