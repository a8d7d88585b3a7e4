import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { post } from '#platform/outbox/outbox.ts'
import { isGstin } from './gstin.ts'
import type { ProfileChange } from './profile.contract.ts'

/** What a tenant prints of itself; all empty where nobody has written anything yet. */
type TenantProfile = ProfileChange

const nothing: TenantProfile = {
  legalName: '',
  email: null,
  phone: '',
  address: '',
  registrationNumber: '',
  taxNumber: '',
  version: 0,
}

export async function readProfile(db: AnyTenantReader): Promise<TenantProfile> {
  const [row] = await db
    .raw<TenantProfile>(
      sql`select legal_name, email, phone, address, registration_number, tax_number, version
            from core.profiles where tenant_id = ${db.tenantId}`,
    )
    .execute()
  return row ?? nothing
}

/** Throws `version_conflict` where somebody else was faster, `invalid_input` for a tax number with a wrong check digit. */
export async function changeProfile(tx: AnyTenantTx, change: ProfileChange): Promise<TenantProfile> {
  const { version, ...next } = tidied(change)
  if (next.taxNumber && isIndian(tx.tenant.locale) && !isGstin(next.taxNumber)) {
    throw new DomainError('invalid_input', { field: 'taxNumber' })
  }
  const before = await readProfile(tx)
  const columns = sql`legal_name, email, phone, address, registration_number, tax_number`
  const values = sql`${next.legalName}, ${next.email}, ${next.phone}, ${next.address}, ${next.registrationNumber},
    ${next.taxNumber}`
  const written =
    version === 0
      ? sql`insert into core.profiles (tenant_id, ${columns}) values (${tx.tenantId}, ${values})
            on conflict (tenant_id) do nothing returning version`
      : sql`update core.profiles set (${columns}, version, updated_at) = (${values}, version + 1, now())
            where tenant_id = ${tx.tenantId} and version = ${version} returning version`
  const [row] = await tx.raw<{ version: number }>(written as never).execute()
  if (!row) throw new DomainError('version_conflict')
  changed(tx, { entity: 'profile', id: null, before, after: next })
  await post(tx, { kind: 'settings.changed', entityId: tx.tenantId, version: row.version })
  return { ...next, version: row.version }
}

/** As it is kept: without spaces around, and a tax number as authorities write it. */
function tidied({ email, version, ...texts }: ProfileChange): ProfileChange {
  const { taxNumber, ...others } = texts
  return {
    legalName: others.legalName.trim(),
    email: email?.trim() ?? null,
    phone: others.phone.trim(),
    address: others.address.trim(),
    registrationNumber: others.registrationNumber.trim(),
    taxNumber: taxNumber.replace(/\s/g, '').toUpperCase(),
    version,
  }
}

function isIndian(locale: string) {
  return new Intl.Locale(locale).region === 'IN'
}
