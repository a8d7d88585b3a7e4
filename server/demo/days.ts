import { Temporal } from 'temporal-polyfill'

/** A day as `2026-11-21`. */
export type Day = string

export function daysBefore(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).subtract({ days }).toString()
}

export function daysAfter(day: Day, days: number): Day {
  return daysBefore(day, -days)
}

export function daysBetween(from: Day, to: Day): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days
}

export function yearsBetween(from: Day, to: Day): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'years' }).years
}

/** A moment of a day in India: `2026-11-21T10:20:00+05:30`. */
export function at(day: Day, minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${day}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00+05:30`
}
