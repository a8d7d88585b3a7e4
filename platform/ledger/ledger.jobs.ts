import type { Actor, Tenancy, Tenant } from '@tenantry/tenancy'
import { strictObject } from '#contract/route.ts'
import { eachOf } from '#platform/outbox/clock.ts'
import { type ControlErrand, JobRefused } from '#platform/outbox/jobs.ts'
import { checkLedgerOf } from './check-ledger.ts'
import { expireHolds } from './holds.ts'

const Nothing = strictObject({})
const actor: Actor = { kind: 'system', name: 'ledger' }

/** Every tenant's books, one after the other. Books that differ are a dead letter, for an operator to look at. */
const checkLedgers = (tenancy: Tenancy): ControlErrand<typeof Nothing, unknown> => ({
  kind: 'control-errand',
  payload: Nothing,
  timeoutMs: 3 * 60 * 60_000,
  perform: async (_control, _payload, { signal }) => {
    const faulty: string[] = []
    await eachOf(activeTenants(tenancy), 1, async (tenant) => {
      signal.throwIfAborted()
      const { findings } = await checkLedgerOf(tenancy, tenant)
      const faults = [...new Set(findings.map(({ fault }) => fault))]
      if (faults.length > 0) faulty.push(`${tenant.slug}: ${faults.join(', ')}`)
    })
    if (faulty.length > 0)
      throw new JobRefused(`The books differ from their entries. ${faulty.join('; ')}`.slice(0, 500))
  },
})

/** Gives back the room of holds whose time is up. */
const expireAllHolds = (tenancy: Tenancy): ControlErrand<typeof Nothing, unknown> => ({
  kind: 'control-errand',
  payload: Nothing,
  timeoutMs: 10 * 60_000,
  perform: async (_control, _payload, { signal }) => {
    const stores = activeTenants(tenancy).filter(({ app }) => app === 'store')
    await eachOf(stores, 2, async (tenant) => {
      let expired = 0
      do {
        signal.throwIfAborted()
        expired = await tenancy.tables<unknown>().run(tenant, actor, expireHolds)
      } while (expired > 0)
    })
  },
})

const activeTenants = ({ directory }: Tenancy): Tenant[] =>
  directory.all().filter(({ status }) => status === 'active')

export function makeLedgerJobs({ tenancy }: { tenancy: Tenancy }) {
  return { 'check-ledgers': checkLedgers(tenancy), 'expire-holds': expireAllHolds(tenancy) }
}
