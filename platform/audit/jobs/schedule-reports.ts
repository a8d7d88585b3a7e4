import { strictObject } from '#contract/route.ts'
import type { ControlJob } from '#platform/outbox/jobs.ts'
import type { ControlOutboxTables } from '#platform/outbox/outbox.tables.ts'
import { setSchedule } from '#platform/outbox/schedules.ts'

const Nothing = strictObject({})
const name = 'report-audit'

/** Gives every tenant that has none yet its daily report, in the hour after six by its own clocks. */
export const scheduleReports: ControlJob<typeof Nothing, ControlOutboxTables> = {
  kind: 'control',
  payload: Nothing,
  work: async (tx) => {
    const without = await tx
      .selectFrom('control.tenants as tenant')
      .select('tenant.id')
      .where('tenant.status', 'in', ['active', 'suspended'])
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('control.schedules as schedule')
              .select('schedule.name')
              .whereRef('schedule.tenantId', '=', 'tenant.id')
              .where('schedule.name', '=', name),
          ),
        ),
      )
      .limit(500)
      .execute()
    for (const { id: tenantId } of without) {
      // Not all at once: a thousand tenants of one zone share the hour.
      const minute = Number.parseInt(tenantId.slice(-4), 16) % 60
      await setSchedule(tx, { tenantId, name, cron: `${minute} 6 * * *`, job: 'report-audit', payload: {} })
    }
  },
}
