import { type ControlTx, newId, type ProvisionStep, type Tenant } from '@tenantry/tenancy'
import { actsAs, authorOf, eventOf, newEntry, openEntry } from '#platform/audit/entries.ts'
import { recordControlEvent } from '#platform/audit/events.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { ensureOwner, forgetOwner, type GivenOwner } from '#platform/members/ensure-owner.ts'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { strictObject } from '#contract/route.ts'
import { addMember } from '#platform/members/members.ts'
import { keepPeople, listPeople, type PeopleTables } from '#platform/members/people.ts'
import type { OfficeTables } from '#platform/settings/offices.tables.ts'
import type { RegistrationTables, SubscriptionTables } from './registration.tables.ts'
import { trialDays } from './trials.ts'

const Office = strictObject({ name: Type.String(), address: Type.String(), phone: Type.String() })

/** What the platform adds to the making of every tenant, before anybody can enter it. */
export const provisionSteps: readonly ProvisionStep[] = [
  {
    name: 'first office',
    run: async ({ tenant, actor, details, tables }) => {
      const { name, address, phone } = Value.Check(Office, details.office)
        ? details.office
        : { name: tenant.name, address: '', phone: '' }
      await tables<OfficeTables>().run(tenant, actor, async (tx) => {
        const there = await tx.selectFrom('core.offices').select('id').limit(1).executeTakeFirst()
        if (there) return
        await tx
          .insertInto('core.offices')
          .values({ id: newId(), name, address, phone: phone.trim() || null })
          .execute()
      })
    },
  },
  {
    name: 'first owner',
    // Only the tenant that this registration made gets its owner: never one that was there already.
    run: async ({ tenant, details, control }) => {
      const { registrationId, owner } = details
      if (owner) {
        const given = owner as GivenOwner // as the command line put it there
        await control<IdentityTables>().run((tx) =>
          remembered(tx, tenant, async () => void (await ensureOwner(tx, tenant.id, given))),
        )
      }
      if (typeof registrationId !== 'string') return
      const roles = details.doctor ? ['owner', 'doctor'] : ['owner']
      await control<RegistrationTables>().run(async (tx) => {
        const asked = await tx
          .updateTable('control.registrations')
          .set({ tenantId: tenant.id })
          .where('id', '=', registrationId)
          .where('state', '=', 'asked')
          .where('tenantId', 'is', null)
          .returning('accountId')
          .executeTakeFirst()
        if (!asked) return
        await remembered(tx, tenant, async () => {
          actsAs(tx, { accountId: asked.accountId, roles })
          await addMember(tx, { tenantId: tenant.id, accountId: asked.accountId, roles })
        })
      })
    },
    undo: ({ tenant, control }) =>
      control<RegistrationTables>().run(async (tx) => {
        // Whoever asked still learns what became of it, and keeps his account.
        await tx
          .updateTable('control.registrations')
          .set({ tenantId: null })
          .where('tenantId', '=', tenant.id)
          .execute()
        await forgetOwner(tx, tenant.id)
      }),
  },
  {
    name: 'first people',
    run: async ({ tenant, actor, tables, control }) => {
      const people = await control<IdentityTables>().read((db) => listPeople(db, tenant.id))
      await tables<PeopleTables>().run(tenant, actor, (tx) => keepPeople(tx, people))
    },
  },
  {
    name: 'trial',
    run: async ({ tenant, control }) => {
      // A demonstration is shown for as long as somebody looks.
      if (tenant.plan !== 'trial' || tenant.demo) return
      await control<SubscriptionTables>().run(async (tx) => {
        await tx
          .insertInto('control.subscriptions')
          .values({
            tenantId: tenant.id,
            status: 'trialing',
            trialEndsOn: sql`(now() at time zone ${tenant.timeZone})::date + ${trialDays}::integer`,
          })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      })
    },
  },
]

/** Begins the tenant's own audit with how it came to be, and whose it is. Done again, there is nothing to say. */
async function remembered(tx: ControlTx<IdentityTables>, tenant: Tenant, work: () => Promise<void>) {
  const about = { entity: 'tenant', entityId: tenant.id, patientId: null }
  const entry = newEntry(authorOf({ kind: 'system', name: 'provisioning' }), 'tenants.create', about)
  openEntry(tx, entry)
  await work()
  if (entry.changes.length === 0) return
  const { app, slug, name, plan } = tenant
  entry.detail.tenant = { app, slug, name, plan }
  await recordControlEvent(tx, { ...eventOf(entry), ...about, tenantId: tenant.id })
}
