import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'

export interface Rules {
  automatic: boolean
  steps: number[]
  atHour: number
  pauseDays: number
  leastMinor: number
  /** 0: nobody has changed them yet. */
  version: number
}

const usual: Rules = {
  automatic: false,
  steps: [1, 7, 15, 30],
  atHour: 11,
  pauseDays: 5,
  leastMinor: 0,
  version: 0,
}

export async function readReminderRules(db: AnyTenantReader): Promise<Rules> {
  const [row] = await db
    .raw<Rules>(
      sql`select automatic, steps, at_hour, pause_days, least_minor, version from store.reminder_rules
           where tenant_id = ${db.tenantId}`,
    )
    .execute()
  return row ?? usual
}

/** Throws `version_conflict` where somebody has changed them meanwhile. */
export async function changeReminderRules(tx: AnyTenantTx, { version, ...rules }: Rules): Promise<Rules> {
  const before = await readReminderRules(tx)
  const steps = [...new Set(rules.steps)].sort((a, b) => a - b)
  const { automatic, atHour, pauseDays, leastMinor } = rules
  const [row] = await tx
    .raw<Rules>(
      version === 0
        ? sql`insert into store.reminder_rules (tenant_id, automatic, steps, at_hour, pause_days, least_minor)
              values (${tx.tenantId}, ${automatic}, ${steps}::integer[], ${atHour}, ${pauseDays}, ${leastMinor})
              on conflict (tenant_id) do nothing
              returning automatic, steps, at_hour, pause_days, least_minor, version`
        : sql`update store.reminder_rules
                 set automatic = ${automatic}, steps = ${steps}::integer[], at_hour = ${atHour}, pause_days = ${pauseDays},
                     least_minor = ${leastMinor}, version = version + 1, updated_at = now()
               where tenant_id = ${tx.tenantId} and version = ${version}
              returning automatic, steps, at_hour, pause_days, least_minor, version`,
    )
    .execute()
  if (!row) throw new DomainError('version_conflict')
  changed(tx, { entity: 'reminder_rules', id: null, before, after: row })
  return row
}
