import { newId, type ProvisionStep } from '@tenantry/tenancy'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { ensureOwner, type GivenOwner } from '#platform/members/ensure-owner.ts'
import { addMember } from '#platform/members/members.ts'
import type { OfficeTables, RegistrationTables } from './registration.tables.ts'

/** What the platform adds to the making of every tenant, before anybody can enter it. */
export const provisionSteps: readonly ProvisionStep[] = [
  {
    name: 'first office',
    run: async ({ tenant, actor, tables }) => {
      await tables<OfficeTables>().run(tenant, actor, async (tx) => {
        const there = await tx.selectFrom('core.offices').select('id').limit(1).executeTakeFirst()
        if (there) return
        await tx.insertInto('core.offices').values({ id: newId(), name: tenant.name, phone: null }).execute()
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
        await control<IdentityTables>().run(async (tx) => void (await ensureOwner(tx, tenant.id, given)))
      }
      if (typeof registrationId !== 'string') return
      await control<RegistrationTables>().run(async (tx) => {
        const asked = await tx
          .updateTable('control.registrations')
          .set({ tenantId: tenant.id })
          .where('id', '=', registrationId)
          .where('state', '=', 'asked')
          .where('tenantId', 'is', null)
          .returning('accountId')
          .executeTakeFirst()
        if (asked) await addMember(tx, { tenantId: tenant.id, accountId: asked.accountId, roles: ['owner'] })
      })
    },
  },
]
