import { Temporal } from 'temporal-polyfill'

/** The day it is in a zone: `2026-11-28`. */
export function today(timeZone: string): string {
  return Temporal.Now.plainDateISO(timeZone).toString()
}

/** `addDays('2026-11-28', 30)` is `2026-12-28`. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}

/** The moment at which a day begins in a zone. */
export function beginningOf(day: string, timeZone: string): string {
  const { epochMilliseconds } = Temporal.PlainDate.from(day).toZonedDateTime(timeZone)
  return new Date(epochMilliseconds).toISOString()
}

export type Span = 'day' | 'week' | 'month'

/** The first day of the week or month that a day is in. Weeks begin on `weekStart`; 1 is Monday. */
export function startOf(span: Span, day: string, weekStart: number): string {
  const date = Temporal.PlainDate.from(day)
  if (span === 'month') return date.with({ day: 1 }).toString()
  return span === 'day' ? day : date.subtract({ days: (date.dayOfWeek - weekStart + 7) % 7 }).toString()
}

/** The last day of one that begins on a day. */
export function endOf(span: Span, start: string): string {
  return Temporal.PlainDate.from(start)
    .add({ [`${span}s`]: 1 })
    .subtract({ days: 1 })
    .toString()
}
