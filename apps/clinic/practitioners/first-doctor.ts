import type { ProvisionStep } from '@tenantry/tenancy'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { strictObject } from '#contract/route.ts'
import { findFirstOwner } from '#platform/members/members.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { createPractitioner } from './practitioners.ts'
import type { PractitionerTables } from './practitioners.tables.ts'

const Doctor = strictObject({ licenceNumber: Type.String(), speciality: Type.String() })

/** The owner of a new clinic may be its first doctor, who said so when he registered it. */
export const firstDoctor: ProvisionStep = {
  name: 'first doctor',
  run: async ({ tenant, actor, details, tables, control }) => {
    const { doctor } = details
    if (!Value.Check(Doctor, doctor)) return
    const owner = await control<IdentityTables>().read((db) => findFirstOwner(db, tenant.id))
    if (!owner) return
    await tables<PractitionerTables>().run(tenant, actor, async (tx) => {
      const there = await tx.selectFrom('clinic.practitioners').select('id').limit(1).executeTakeFirst()
      if (there) return
      const profile = { ...doctor, qualification: '', practisingSince: null, feeMinor: null }
      await createPractitioner(tx, owner, profile)
    })
  },
}
