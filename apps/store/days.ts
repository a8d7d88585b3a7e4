import { Temporal } from 'temporal-polyfill'

/** The day it is in a zone: `2026-11-28`. */
export function today(timeZone: string): string {
  return Temporal.Now.plainDateISO(timeZone).toString()
}

/** `addDays('2026-11-28', 30)` is `2026-12-28`. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString()
}
