import type { AnyTenantReader, TenantReader, TenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { keepPerson } from '#platform/members/people.ts'
import type { NewPractitioner, Practitioner } from './practitioners.contract.ts'
import type { PractitionerTables } from './practitioners.tables.ts'

type Reader = TenantReader<PractitionerTables>
type Tx = TenantTx<PractitionerTables>
type Profile = Omit<NewPractitioner, 'memberId'>

/** Who treats patients here, by name. */
export function listPractitioners(db: Reader): Promise<Practitioner[]> {
  return selectPractitioners(db).orderBy('person.name').orderBy('practitioner.id').execute()
}

async function getPractitioner(db: Reader, id: string): Promise<Practitioner> {
  const found = await selectPractitioners(db).where('practitioner.id', '=', id).executeTakeFirst()
  if (!found) throw new DomainError('not_found')
  return found
}

/** Gives a member the profile of somebody who treats patients. */
export async function createPractitioner(
  tx: Tx,
  member: { id: string; name: string },
  profile: Profile,
): Promise<Practitioner> {
  await keepPerson(tx, member)
  await assertLicenceFree(tx, profile.licenceNumber, member.id)
  await tx
    .insertInto('clinic.practitioners')
    .values({ id: member.id, ...trimmed(profile) })
    .execute()
  return getPractitioner(tx, member.id)
}

export async function editPractitioner(
  tx: Tx,
  { id, version }: { id: string; version: number },
  change: Partial<Profile>,
): Promise<Practitioner> {
  const present = await getPractitioner(tx, id)
  if (present.version !== version) throw new DomainError('version_conflict')
  if (change.licenceNumber) await assertLicenceFree(tx, change.licenceNumber, id)
  const changed = await tx
    .updateTable('clinic.practitioners')
    .set({ ...trimmed(change), version: sql`version + 1`, updatedAt: sql`now()` })
    .where('id', '=', id)
    .where('version', '=', version)
    .returning('id')
    .executeTakeFirst()
  if (!changed) throw new DomainError('version_conflict')
  return getPractitioner(tx, id)
}

/** Does any profile name a fee? */
export async function hasFees(db: AnyTenantReader): Promise<boolean> {
  const rows = await db
    .raw(
      sql`select 1 from clinic.practitioners where tenant_id = ${db.tenantId} and fee_minor is not null limit 1`,
    )
    .execute()
  return rows.length > 0
}

/** Says which field it is. Of two at once the unique key refuses the second. */
async function assertLicenceFree(tx: Tx, licenceNumber: string, exceptId: string) {
  const found = await tx
    .selectFrom('clinic.practitioners')
    .select('id')
    .where('licenceNumber', '=', licenceNumber.trim())
    .where('id', '<>', exceptId)
    .executeTakeFirst()
  if (found) throw new DomainError('already_exists', { field: 'licenceNumber' })
}

function trimmed<Part extends Partial<Profile>>({ licenceNumber, ...rest }: Part) {
  return { ...rest, ...(licenceNumber !== undefined && { licenceNumber: licenceNumber.trim() }) } as Part
}

function selectPractitioners(db: Reader) {
  return db
    .selectFrom('clinic.practitioners as practitioner')
    .innerJoin('core.people as person', 'person.id', 'practitioner.id')
    .select([
      'practitioner.id',
      'person.name',
      'practitioner.licenceNumber',
      'practitioner.speciality',
      'practitioner.qualification',
      'practitioner.practisingSince',
      'practitioner.feeMinor',
      'practitioner.version',
    ])
}
