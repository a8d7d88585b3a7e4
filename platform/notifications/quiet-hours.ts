import { Temporal } from 'temporal-polyfill'

/** Between two times of the day, past midnight where the first is the later one. */
interface QuietHours {
  /** `20:00` */
  from: string
  /** `09:00` */
  until: string
}

/** When the quiet is over in which `at` lies, by the clock on the recipient's wall; nothing where it lies in none. */
export function endOfQuiet(at: Date, timeZone: string, { from, until }: QuietHours): Date | undefined {
  if (from === until) return undefined
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  const now = local.toPlainTime()
  const [begins, ends] = [Temporal.PlainTime.from(from), Temporal.PlainTime.from(until)]
  const isAfterBegin = Temporal.PlainTime.compare(now, begins) >= 0
  const isBeforeEnd = Temporal.PlainTime.compare(now, ends) < 0
  const overMidnight = Temporal.PlainTime.compare(begins, ends) > 0
  if (overMidnight ? !isAfterBegin && !isBeforeEnd : !(isAfterBegin && isBeforeEnd)) return undefined
  const day = overMidnight && isAfterBegin ? local.toPlainDate().add({ days: 1 }) : local.toPlainDate()
  // A time that the clocks skip is the first one after the gap.
  return new Date(day.toZonedDateTime({ timeZone, plainTime: ends }).epochMilliseconds)
}

/** How long it is until the next quiet begins there. */
export function secondsUntilQuiet(at: Date, timeZone: string, { from, until }: QuietHours): number {
  if (from === until) return Number.POSITIVE_INFINITY
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  const plainTime = Temporal.PlainTime.from(from)
  const isOver = Temporal.PlainTime.compare(local.toPlainTime(), plainTime) >= 0
  const day = isOver ? local.toPlainDate().add({ days: 1 }) : local.toPlainDate()
  const begins = day.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds
  return Math.max(1, Math.floor((begins - at.getTime()) / 1_000))
}

/** When the day began on which `at` lies there. */
export function beginOfDay(at: Date, timeZone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  return new Date(local.startOfDay().epochMilliseconds)
}
