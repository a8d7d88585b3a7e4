import { undated } from '../../records/records.tables.ts'
import { fault, type Part, partAt, textAt } from './json.ts'

/** A FHIR date of any precision: the moment it begins, for sorting, and the text as the source has it. */
export interface FhirDate {
  at: string
  text: string
}

const form =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d))?)?)?$/

/**
 * Reads `2019`, `2019-05`, `2019-05-03` or a moment with its offset. What is less exact than a moment begins at midnight
 * UTC: it is sorted by that and shown as its text, never moved into a time zone.
 */
function readDate(text: string, path: string): FhirDate {
  const parts = form.exec(text)
  if (!parts) throw fault(path, `${quoted(text)} is not a FHIR date`)
  const [, year, month = '01', day = '01', hour, minute, second = '00', offset] = parts
  if (year === '0000' || !isDay(Number(year), Number(month), Number(day))) {
    throw fault(path, `${quoted(text)}: there is no such day`)
  }
  if (hour === undefined) return { at: `${year}-${month}-${day}T00:00:00.000Z`, text }
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) {
    throw fault(path, `${quoted(text)}: there is no such time`)
  }
  // A leap second sorts with the second before it.
  const seconds = second === '60' ? '59' : second
  const fraction = /\.\d{1,3}/.exec(text)?.[0] ?? ''
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${seconds}${fraction}${offset}`)
  if (at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9999)
    throw fault(path, `${quoted(text)} is out of range`)
  return { at: at.toISOString(), text }
}

export function dateAt(part: Part, key: string): FhirDate | null {
  const text = textAt(part, key)
  return text === null ? null : readDate(text, `${part.path}.${key}`)
}

export function startAt(part: Part, key: string): FhirDate | null {
  const period = partAt(part, key)
  return period && (dateAt(period, 'start') ?? dateAt(period, 'end'))
}

export function endAt(part: Part, key: string): FhirDate | null {
  const period = partAt(part, key)
  return period && dateAt(period, 'end')
}

/** The columns of the first date that is known. */
export function occurred(...dates: (FhirDate | null)[]) {
  const date = dates.find((each) => each !== null)
  return { occurredAt: date?.at ?? undated, occurredText: date?.text ?? null }
}

export function ended(...dates: (FhirDate | null)[]) {
  const date = dates.find((each) => each !== null)
  return { endedAt: date?.at ?? null, endedText: date?.text ?? null }
}

function isDay(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return days !== undefined && day >= 1 && day <= days
}

function quoted(text: string): string {
  return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`
}
