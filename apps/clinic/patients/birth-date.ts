import { Temporal } from 'temporal-polyfill'
import type { BirthPrecision } from './patients.tables.ts'

interface Birth {
  birthDate: string | null
  birthPrecision: BirthPrecision | null
  birthEstimated: boolean
}

interface Age {
  value: number
  unit: 'years' | 'months' | 'weeks' | 'days'
}

/** Nobody is known to have lived longer than 122 years, and records of the dead are kept for some decades. */
const oldestYears = 150

/**
 * `1981`, `1981-05` or `1981-05-17` as it is kept; `undefined` where there is no such day, where it lies ahead, or too
 * far back for anybody's record. `today` is the clinic's own date.
 */
export function parseBirthDate(written: string, today: string): Birth | undefined {
  const birthPrecision = precisionOf(written)
  const first = `${written}-01-01`.slice(0, 10)
  const known = today.slice(0, written.length)
  if (!isDay(first) || written > known) return undefined
  if (Number(written.slice(0, 4)) < Number(today.slice(0, 4)) - oldestYears) return undefined
  return { birthDate: first, birthPrecision, birthEstimated: false }
}

/** The birth date of somebody who knows only his age: as exact as its unit allows. */
export function birthOfAge({ value, unit }: Age, today: string): Birth | undefined {
  const born = Temporal.PlainDate.from(today)
    .subtract({ [unit]: value })
    .toString()
  const written = unit === 'years' ? born.slice(0, 4) : unit === 'months' ? born.slice(0, 7) : born
  const birth = parseBirthDate(written, today)
  return birth && { ...birth, birthEstimated: true }
}

/** As much of the date as is known: `1981`. */
export function writtenBirthDate({ birthDate, birthPrecision }: Birth): string | null {
  if (!birthDate) return null
  return birthPrecision === 'day' ? birthDate : birthDate.slice(0, birthPrecision === 'month' ? 7 : 4)
}

export function today(timeZone: string): string {
  return Temporal.Now.plainDateISO(timeZone).toString()
}

function precisionOf(written: string): BirthPrecision {
  return written.length === 4 ? 'year' : written.length === 7 ? 'month' : 'day'
}

function isDay(date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date)
}
