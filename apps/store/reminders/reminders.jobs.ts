import type { Actor, Tenancy } from '@tenantry/tenancy'
import { strictObject } from '#contract/route.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import type { ControlErrand } from '#platform/outbox/jobs.ts'
import { isHourThere } from './reminding-hour.ts'
import { climbLadder } from './reminders.ts'
import { readReminderRules } from './rules.ts'

const Nothing = strictObject({})
const actor: Actor = { kind: 'system', name: 'reminders' }

/** The jobs of reminders, by name. */
export function makeReminderJobs({ tenancy, address }: { tenancy: Tenancy; address: PlatformAddress }) {
  return { 'remind-customers': remindCustomers(tenancy, address) }
}

/** Every hour: reminds where a shop's clocks show the hour of its rules. Twice in one hour is once, by the messages' key. */
function remindCustomers(tenancy: Tenancy, address: PlatformAddress): ControlErrand<typeof Nothing, unknown> {
  const data = tenancy.tables<unknown>()
  return {
    kind: 'control-errand',
    payload: Nothing,
    timeoutMs: 30 * 60_000,
    perform: async (_control, _payload, { signal }) => {
      for (const tenant of tenancy.directory.all()) {
        if (tenant.app !== 'store' || tenant.status !== 'active') continue
        signal.throwIfAborted()
        const rules = await data.read(tenant, actor, readReminderRules)
        if (!rules.automatic || !isHourThere(rules.atHour, tenant.timeZone)) continue
        await data.run(tenant, actor, (tx) => climbLadder(tx, rules, address))
      }
    },
  }
}
