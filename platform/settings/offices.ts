import { newId, type TenantReader, type TenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { post } from '#platform/outbox/outbox.ts'
import type { NewOffice, Office, OfficeChange } from './offices.contract.ts'
import type { OfficeTables } from './offices.tables.ts'
import { findWrongHours, sortHours } from './opening-hours.ts'

type Reader = TenantReader<OfficeTables>
type Tx = TenantTx<OfficeTables>

/** The default one first, then by name; archived ones last. */
export async function listOffices(db: Reader): Promise<Office[]> {
  const offices = (await selectOffices(db).execute()).map(officeOf)
  const marked = offices.find(({ isDefault }) => isDefault)
  const byDefault = marked ?? offices.find(({ archived }) => !archived)
  const named = offices.map((office) => ({ ...office, isDefault: office.id === byDefault?.id }))
  return named.sort(
    (one, other) =>
      Number(one.archived) - Number(other.archived) ||
      Number(other.isDefault) - Number(one.isDefault) ||
      one.name.localeCompare(other.name),
  )
}

export async function createOffice(tx: Tx, office: NewOffice): Promise<Office> {
  const id = newId()
  const { hours, printHeader } = office
  await tx
    .insertInto('core.offices')
    .values({
      id,
      name: office.name.trim(),
      address: office.address?.trim() ?? '',
      phone: office.phone?.trim() ?? null,
      ...(hours && { hours: writtenHours(hours) }),
      ...(printHeader !== undefined && { printHeader }),
    })
    .execute()
  return afterChange(tx, id, undefined)
}

/** Throws `version_conflict` where somebody else was faster. */
export async function changeOffice(
  tx: Tx,
  { id, version }: { id: string; version: number },
  { hours, name, address, phone, ...rest }: OfficeChange,
): Promise<Office> {
  const before = await getOffice(tx, id)
  const done = await tx
    .updateTable('core.offices')
    .set({
      ...rest,
      ...(name !== undefined && { name: name.trim() }),
      ...(address !== undefined && { address: address.trim() }),
      ...(phone !== undefined && { phone: phone?.trim() ?? null }),
      ...(hours && { hours: writtenHours(hours) }),
      ...counted,
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .returning('id')
    .executeTakeFirst()
  if (!done) throw new DomainError('version_conflict')
  return afterChange(tx, id, before)
}

/** Done twice it is done once. Throws `last_office` where no other is left. */
export async function archiveOffice(tx: Tx, id: string): Promise<Office> {
  const before = await getOffice(tx, id)
  if (before.archived) return before
  // All of them are locked: of two who close the last two at once one is refused.
  const open = await tx
    .selectFrom('core.offices')
    .select('id')
    .where('archivedAt', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (open.length < 2) throw new DomainError('last_office')
  await set(tx, id, { archivedAt: sql`now()`, isDefault: false })
  return afterChange(tx, id, before)
}

export async function reopenOffice(tx: Tx, id: string): Promise<Office> {
  const before = await getOffice(tx, id)
  await set(tx, id, { archivedAt: null })
  return afterChange(tx, id, before)
}

/** From now on this one is taken where none is chosen. Throws `office_archived`. */
export async function makeOfficeDefault(tx: Tx, id: string): Promise<Office> {
  const before = await getOffice(tx, id)
  if (before.archived) throw new DomainError('office_archived')
  await tx.updateTable('core.offices').set({ isDefault: false }).where('isDefault', '=', true).execute()
  await set(tx, id, { isDefault: true })
  return afterChange(tx, id, before)
}

async function getOffice(db: Reader, id: string): Promise<Office> {
  const office = (await listOffices(db)).find((each) => each.id === id)
  if (!office) throw new DomainError('not_found')
  return office
}

async function afterChange(tx: Tx, id: string, before: Office | undefined): Promise<Office> {
  const after = await getOffice(tx, id)
  changed(tx, { entity: 'office', id, ...(before && { before }), after })
  await post(tx, { kind: 'settings.changed', entityId: id, version: after.version })
  return after
}

function set(tx: Tx, id: string, change: { archivedAt?: unknown; isDefault?: boolean }) {
  return tx
    .updateTable('core.offices')
    .set({ ...change, ...counted })
    .where('id', '=', id)
    .execute()
}

const counted = { version: sql<number>`version + 1`, updatedAt: sql`now()` }

function writtenHours(hours: NonNullable<NewOffice['hours']>): string {
  const wrong = findWrongHours(hours)
  if (wrong >= 0) throw new DomainError('invalid_input', { field: `hours.${wrong}` })
  return JSON.stringify(sortHours(hours))
}

function selectOffices(db: Reader) {
  return db
    .selectFrom('core.offices')
    .select(['id', 'name', 'address', 'phone', 'hours', 'printHeader', 'isDefault', 'archivedAt', 'version'])
    .orderBy('createdAt')
    .orderBy('id')
}

function officeOf({
  archivedAt,
  ...office
}: Awaited<ReturnType<ReturnType<typeof selectOffices>['execute']>>[number]): Office {
  return { ...office, archived: archivedAt !== null }
}
