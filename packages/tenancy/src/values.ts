import pg from 'pg'
import { timestampFromText } from './timestamps.ts'

const { builtins } = pg.types

/** A `bigint` as a number; money and counts are checked to be safe integers where they enter. */
function integerFromText(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${text}`)
  return value
}

const asText = (text: string) => text
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.TIMESTAMPTZ, timestampFromText],
  [builtins.DATE, asText],
  [builtins.TIMESTAMP, asText],
  [builtins.INT8, integerFromText],
  [builtins.NUMERIC, asText],
  [builtins.INTERVAL, asText],
])

/** How a column's text becomes a value. Dates stay text: parsing them costs more than the query that read them. */
export function parserOf(typeId: number): (text: string) => unknown {
  let parser = parsers.get(typeId)
  if (!parser) {
    parser = pg.types.getTypeParser(typeId, 'text') as (text: string) => unknown // untyped in pg
    parsers.set(typeId, parser)
  }
  return parser
}

const asciiTypes: ReadonlySet<number> = new Set([
  builtins.BOOL,
  builtins.INT2,
  builtins.INT4,
  builtins.INT8,
  builtins.NUMERIC,
  builtins.UUID,
  builtins.DATE,
  builtins.TIMESTAMP,
  builtins.TIMESTAMPTZ,
])

/** Does the text of this type consist of ASCII alone? */
export function isAscii(typeId: number): boolean {
  return asciiTypes.has(typeId)
}

/** `birth_date` → `birthDate`: column names are mapped once per statement, not once per row. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
