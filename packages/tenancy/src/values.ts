import pg from 'pg'

const { builtins } = pg.types

/** `2026-11-21 08:00:00.5+00` as PostgreSQL writes it in UTC, to `2026-11-21T08:00:00.500Z`. */
export function timestampFromText(text: string): string {
  const end = text.length - 3
  if (end < 19 || text.charCodeAt(4) !== 45 || !text.endsWith('+00')) {
    throw new RangeError(`a timestamp outside of years 0001 to 9999, or not in UTC: ${text}`)
  }
  const start = `${text.slice(0, 10)}T${text.slice(11, 19)}`
  if (end === 19) return `${start}.000Z`
  return `${start}${text.slice(19, Math.min(end, 23)).padEnd(4, '0')}Z`
}

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
