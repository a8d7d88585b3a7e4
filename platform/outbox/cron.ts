import { parseCrontab } from 'graphile-worker'
import { Temporal } from 'temporal-polyfill'
import { DomainError } from '#platform/http/domain-error.ts'

/** Long enough for the rarest day there is, the 29th of February around a year that has none. */
const mostDays = 8 * 366 + 1

/**
 * The first time after `after` at which a cron text is due by the clock on the wall of a zone: minute, hour, day of month,
 * month, day of week. A time that a change of the clock leaves out is due when the clock has jumped; one that comes twice is due
 * at the first.
 */
export function nextDue(cron: string, timeZone: string, after: Date): Date {
  const matches = matcherOf(cron)
  const start = Temporal.Instant.fromEpochMilliseconds(after.getTime()).toZonedDateTimeISO(timeZone)
  // A day back: where the clock jumped over midnight, a time of yesterday is due today.
  let day = start.toPlainDate().subtract({ days: 1 })
  for (let count = 0; count < mostDays; count++, day = day.add({ days: 1 })) {
    const date = { date: day.day, month: day.month, dow: day.dayOfWeek % 7 }
    for (let minute = 0; minute < 24 * 60; minute++) {
      const time = { hour: Math.floor(minute / 60), min: minute % 60 }
      if (!matches({ ...date, ...time })) continue
      const due = day.toZonedDateTime({ timeZone, plainTime: { hour: time.hour, minute: time.min } })
      if (due.epochMilliseconds > after.getTime()) return new Date(due.epochMilliseconds)
    }
  }
  throw new DomainError('invalid_input', { field: 'cron', detail: 'There is no such time.' })
}

/** The job queue's own reading of the five fields. Its lines name a task, too, which nobody uses here. */
function matcherOf(cron: string) {
  if (!/^[\d*,/\- ]+$/.test(cron)) throw new DomainError('invalid_input', { field: 'cron' })
  try {
    const [item] = parseCrontab(`${cron} task`)
    if (item) return item.match
  } catch (cause) {
    throw new DomainError('invalid_input', { field: 'cron', cause })
  }
  throw new DomainError('invalid_input', { field: 'cron' })
}
