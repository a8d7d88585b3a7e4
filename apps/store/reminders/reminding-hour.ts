import { Temporal } from 'temporal-polyfill'

/** Do the clocks of a zone show this hour? On a day on which they skip it, the one after it counts. */
export function isHourThere(hour: number, timeZone: string, at = new Date()): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  return local.hour === local.toPlainDate().toZonedDateTime({ timeZone, plainTime: { hour } }).hour
}
