import pg from 'pg'
import { type Format, isBinary } from './row-shape.ts'
import { timestampFromText, writeTimestamp } from './timestamps.ts'

const { builtins } = pg.types

/** How a column's value becomes JSON. */
export type Form =
  | 'text'
  | 'plain text'
  | 'time'
  | 'binary time'
  | 'number'
  | 'big integer'
  | 'boolean'
  | 'json'

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

export function formOf(typeId: number, format: Format): Form | undefined {
  return isBinary(typeId, format) ? 'binary time' : forms.get(typeId)
}

/** What a value may add to its bytes however short it is: quotes, the digits of a time, `null`. */
export const longestFixed = 30
const quote = 0x22
export const comma = 0x2c
export const openBrace = 0x7b
export const closeBrace = 0x7d
const backslash = 0x5c
export const nullBytes = Buffer.from('null')
const trueBytes = Buffer.from('true')
const falseBytes = Buffer.from('false')

/** Writes a value that stands in `bytes`, from `to` on in `out`, and answers where it ends there. */
export function write(form: Form, bytes: Buffer, from: number, end: number, out: Buffer, to: number): number {
  switch (form) {
    case 'number':
    case 'json':
      return copy(bytes, from, end, out, to)
    case 'boolean':
      return bytes[from] === 0x74 ? copy(trueBytes, 0, 4, out, to) : copy(falseBytes, 0, 5, out, to)
    case 'big integer':
      return writeBigInteger(bytes, from, end, out, to)
    case 'time':
      return to + out.write(`"${timestampFromText(bytes.toString('latin1', from, end))}"`, to, 'latin1')
    case 'binary time':
      out[to++] = quote
      to = writeTimestamp(bytes, from, out, to)
      out[to++] = quote
      return to
    case 'plain text':
      out[to++] = quote
      to = copy(bytes, from, end, out, to)
      out[to++] = quote
      return to
    case 'text':
      return writeText(bytes, from, end, out, to)
  }
}

export function copy(bytes: Buffer, from: number, end: number, out: Buffer, to: number): number {
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
