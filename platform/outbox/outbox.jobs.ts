import type { Actor, Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { strictObject } from '#contract/route.ts'
import { eachOf } from './clock.ts'
import type { ControlErrand, ControlJob } from './jobs.ts'
import { pruneControlOutbox, pruneOutbox } from './visits.ts'

const Nothing = strictObject({})
const actor: Actor = { kind: 'system', name: 'retention' }

/** In the control database: what is done, what was told, and sessions that are over. */
const clearOutdated: ControlJob<typeof Nothing, unknown> = {
  kind: 'control',
  payload: Nothing,
  work: async (tx) => {
    await pruneControlOutbox(tx)
    await tx
      .raw(
        sql`delete from control.sessions where token_hash in (
              select token_hash from control.sessions where expires_at < now() - interval '1 day' limit 5000)`,
      )
      .execute()
  },
}

/** The same in the databases of the tenants: those that ask for no jobs have no other visitor. */
const clearTenants = (tenancy: Tenancy): ControlErrand<typeof Nothing, unknown> => ({
  kind: 'control-errand',
  payload: Nothing,
  timeoutMs: 30 * 60_000,
  perform: async (_control, _payload, { signal }) => {
    const tenants = tenancy.directory.all().filter(({ status }) => status === 'active')
    await eachOf(tenants, 2, async (tenant) => {
      signal.throwIfAborted()
      await pruneOutbox(tenancy, tenant)
      await tenancy.tables<unknown>().run(tenant, actor, (tx) =>
        tx
          .raw(
            sql`delete from core.idempotency_keys
                 where tenant_id = ${tx.tenantId} and created_at < now() - interval '24 hours'`,
          )
          .execute(),
      )
    })
  },
})

export function makeOutboxJobs({ tenancy }: { tenancy: Tenancy }) {
  return { 'clear-outdated': clearOutdated, 'clear-tenants': clearTenants(tenancy) }
}
