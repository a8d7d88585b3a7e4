import type { PlatformSchedule } from '#platform/outbox/schedules.ts'

/** What the platform does by the clock, in UTC. */
export const platformSchedules: Readonly<Record<string, PlatformSchedule>> = {
  'schedule-audit-reports': { cron: '23 * * * *', job: 'schedule-audit-reports' },
  'check-ledgers': { cron: '11 20 * * *', job: 'check-ledgers' },
  'clear-outdated': { cron: '17 * * * *', job: 'clear-outdated' },
  'clear-message-events': { cron: '53 21 * * *', job: 'clear-message-events' },
  'clear-tenants': { cron: '43 21 * * *', job: 'clear-tenants' },
  'tidy-files': { cron: '7 * * * *', job: 'tidy-files' },
  'keep-all-people': { cron: '7 22 * * *', job: 'keep-all-people' },
  'remind-customers': { cron: '2 * * * *', job: 'remind-customers' },
  'expire-holds': { cron: '*/15 * * * *', job: 'expire-holds' },
  'delete-captured-mails': { cron: '29 * * * *', job: 'delete-captured-mails' },
}
