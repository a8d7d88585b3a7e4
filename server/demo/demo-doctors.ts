import type { Actor, Tenancy, Tenant } from '@tenantry/tenancy'
import { createPractitioner } from '#apps/clinic/practitioners/practitioners.ts'
import type { PractitionerTables } from '#apps/clinic/practitioners/practitioners.tables.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { listMembersOf } from '#platform/members/members.ts'

const actor: Actor = { kind: 'system', name: 'demonstration' }

/** What the doctors of the demonstrations treat, by name. */
const specialities: Record<string, string> = {
  'Dr. Kavya Hegde': 'Internal medicine',
  'Dr. Arjun Rao': 'General practice',
  'Dr. Meera Iyer': 'Dermatology',
  'Dr. Anjali Kulkarni': 'Paediatrics',
  'Dr. Sachin Joshi': 'General practice',
  'Dr. Neha Kapoor': 'Cardiology',
  'Dr. Vikas Mehta': 'Internal medicine',
  'Dr. Anju Menon': 'Gynaecology',
  'Dr. Thomas Kurian': 'Family medicine',
}

/** Gives a clinic's doctors their profiles. Their licences are of no council. Does so once. */
export async function fillDoctors(tenancy: Tenancy, tenant: Tenant): Promise<void> {
  const { items } = await tenancy.control<IdentityTables>().read((db) => listMembersOf(db, tenant.id, {}))
  await tenancy.tables<PractitionerTables>().run(tenant, actor, async (tx) => {
    const there = await tx.selectFrom('clinic.practitioners').select('id').limit(1).executeTakeFirst()
    if (there) return
    for (const [index, { id, name, roles }] of items.entries()) {
      const speciality = specialities[name]
      // A person who only looks at one of two clinics treats nobody there.
      if (!speciality || roles.includes('viewer')) continue
      await createPractitioner(
        tx,
        { id, name },
        {
          licenceNumber: `DEMO-${String(index + 1).padStart(4, '0')}`,
          speciality,
          qualification: 'MBBS, MD',
          practisingSince: 2004 + index,
          feeMinor: 50_000,
        },
      )
    }
  })
}
