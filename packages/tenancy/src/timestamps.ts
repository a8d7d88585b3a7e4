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

const dayMillis = 86_400_000
/** PostgreSQL counts from the beginning of 2000. */
const epoch = Date.UTC(2000, 0, 1)
const firstMillis = Date.parse('0001-01-01T00:00:00.000Z')
const lastMillis = Date.parse('9999-12-31T23:59:59.999Z')

/** A `timestamptz` as it travels in binary, eight bytes, to the same text. */
export function timestampFromBytes(bytes: Buffer, from: number): string {
  return new Date(millisFromBytes(bytes, from)).toISOString()
}

/** Writes the same text from `to` on in `out`, and answers where it ends there. */
export function writeTimestamp(bytes: Buffer, from: number, out: Buffer, to: number): number {
  const millis = millisFromBytes(bytes, from)
  const day = Math.floor(millis / dayMillis)
  const date = dateBytes(day)
  for (let at = 0; at < date.length; at++) out[to++] = date[at]!
  // `| 0` keeps to whole numbers of 32 bits, in which a day fits: in floating point this stood out of a profile.
  const inDay = (millis - day * dayMillis) | 0
  const seconds = (inDay / 1000) | 0
  const minutes = (seconds / 60) | 0
  const hours = (minutes / 60) | 0
  const fraction = inDay - seconds * 1000
  to = writeTwo(hours, out, to)
  out[to++] = colon
  to = writeTwo(minutes - hours * 60, out, to)
  out[to++] = colon
  to = writeTwo(seconds - minutes * 60, out, to)
  out[to++] = point
  const tens = (fraction / 10) | 0
  to = writeTwo(tens, out, to)
  out[to++] = zero + fraction - tens * 10
  out[to++] = letterZ
  return to
}

/** Microseconds since 2000, cut to milliseconds since 1970. What PostgreSQL calls infinity is beyond all years. */
function millisFromBytes(bytes: Buffer, from: number): number {
  const upper = bytes.readInt32BE(from)
  const lower = bytes.readUInt32BE(from + 4)
  // 2^32 microseconds are 4,294,967 ms and 296 µs. All of them together are no exact number beyond 285 years.
  const millis = upper * 4_294_967 + Math.floor((upper * 296 + lower) / 1000) + epoch
  if (millis < firstMillis || millis > lastMillis)
    throw new RangeError('a timestamp outside of years 0001 to 9999')
  return millis
}

const dates = new Map<number, Buffer>()
const mostDates = 1_000

/** `2026-11-21T`: the rows of a list are often of few days. */
function dateBytes(day: number): Buffer {
  let date = dates.get(day)
  if (!date) {
    if (dates.size === mostDates) dates.clear()
    date = Buffer.from(new Date(day * dayMillis).toISOString().slice(0, 11))
    dates.set(day, date)
  }
  return date
}

function writeTwo(value: number, out: Buffer, to: number): number {
  const tens = (value / 10) | 0
  out[to] = zero + tens
  out[to + 1] = zero + value - tens * 10
  return to + 2
}

const zero = 0x30
const colon = 0x3a
const point = 0x2e
const letterZ = 0x5a
