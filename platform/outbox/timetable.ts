import type { Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { waitFor } from './clock.ts'
import type { ControlOutboxTables } from './outbox.tables.ts'
import { askForDue, type PlatformSchedule, setPlatformSchedules } from './schedules.ts'

export interface TimetableOptions {
  tenancy: Tenancy
  logger: FastifyBaseLogger
  /** The platform's own. Default: none. */
  schedules?: Readonly<Record<string, PlatformSchedule>>
  /** What time it is. */
  now?: () => Date
  /** How often to look. Default 5 s: schedules are reckoned in minutes. */
  lookMs?: number
}

/** Asks for what is due by the clock, as long as this process leads. Two that both think they lead ask once all the same. */
export async function keepTimetable(options: TimetableOptions, signal: AbortSignal): Promise<void> {
  const { tenancy, logger, schedules = {}, now = () => new Date(), lookMs = 5_000 } = options
  const control = tenancy.control<ControlOutboxTables>()
  let isSet = false
  while (!signal.aborted) {
    try {
      if (!isSet) await setPlatformSchedules(control, schedules, now())
      isSet = true
      while ((await askForDue(control, now())) > 0 && !signal.aborted);
    } catch (err) {
      if (!signal.aborted) logger.warn({ err }, 'the schedules could not be looked at')
    }
    await waitFor(lookMs, signal)
  }
}
