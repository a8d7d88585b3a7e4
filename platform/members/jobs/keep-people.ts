import type { Actor, Tenancy, Tenant } from '@tenantry/tenancy'
import { Type } from 'typebox'
import { idOf } from '#contract/formats.ts'
import { strictObject } from '#contract/route.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import type { ControlErrand, TenantErrand } from '#platform/outbox/jobs.ts'
import { keepPeople, listPeople, type PeopleTables } from '../people.ts'

const Payload = strictObject({ memberIds: Type.Array(idOf('member'), { minItems: 1, maxItems: 500 }) })
const Nothing = strictObject({})
const actor: Actor = { kind: 'system', name: 'names of members' }

/** Brings the names of some members, who are new or called otherwise now, beside their tenant's rows. */
export function keepSomePeople(tenancy: Tenancy): TenantErrand<typeof Payload, PeopleTables> {
  return {
    kind: 'tenant-errand',
    payload: Payload,
    perform: async ({ tenant }, { memberIds }) => {
      const people = await readPeople(tenancy, tenant, memberIds)
      return (tx) => keepPeople(tx, people)
    },
  }
}

/** The same for everybody, now and then: for those who came by ways that ask for no job. */
export function keepAllPeople(tenancy: Tenancy): ControlErrand<typeof Nothing, unknown> {
  return {
    kind: 'control-errand',
    payload: Nothing,
    timeoutMs: 30 * 60_000,
    perform: async (_control, _payload, { signal }) => {
      for (const tenant of tenancy.directory.all()) {
        if (tenant.status !== 'active') continue
        signal.throwIfAborted()
        const people = await readPeople(tenancy, tenant)
        if (people.length === 0) continue
        await tenancy.tables<PeopleTables>().run(tenant, actor, (tx) => keepPeople(tx, people))
      }
    },
  }
}

function readPeople(tenancy: Tenancy, { id }: Tenant, memberIds?: readonly string[]) {
  return tenancy.control<IdentityTables>().read((db) => listPeople(db, id, memberIds))
}
