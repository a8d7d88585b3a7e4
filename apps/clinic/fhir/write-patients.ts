import type { Tenant, TenantTx } from '@tenantry/tenancy'
import {
  countryOf,
  insertPatients,
  nobody,
  parseBirthDate,
  parsePhone,
  type PatientDetails,
  today,
  updateImportedPatient,
} from '../patients/patients.ts'
import type { FhirTables } from './fhir.tables.ts'
import { findOriginals } from './known-resources.ts'
import type { Write } from './map-unit.ts'
import { fault, partOf } from './mapping/json.ts'
import { type ImportedPatient, mapPatient } from './mapping/patient.ts'

type Tx = TenantTx<FhirTables>

/**
 * Registers new patients and takes over what changed in known ones. Only what the source itself changed since its last
 * version: what the clinic has written meanwhile stays.
 */
export async function writePatients(tx: Tx, writes: readonly Write[]): Promise<void> {
  const patients = writes.flatMap(({ decision, mapped }) =>
    mapped.patient ? [{ id: decision.id, fate: decision.fate, imported: mapped.patient }] : [],
  )
  const created = patients.filter(({ fate }) => fate === 'created')
  await insertPatients(
    tx,
    created.map(({ id, imported }) => ({ id, ...detailsOf(imported, tx.tenant) })),
  )
  const updated = patients.filter(({ fate }) => fate === 'updated')
  const originals = await findOriginals(
    tx,
    updated.map(({ id }) => id),
  )
  for (const { id, imported } of updated) {
    const before = mapPatient(partOf(JSON.parse(originals.get(id)!), 'Patient'))
    const changed = changedIn(detailsOf(before, tx.tenant), detailsOf(imported, tx.tenant))
    if (Object.keys(changed).length > 0) await updateImportedPatient(tx, id, changed)
  }
}

/** The register's words for what a source says. Throws `ResourceFault` for a birth that cannot be. */
export function detailsOf(imported: ImportedPatient, tenant: Tenant): PatientDetails {
  const { birthDate, phone, email, address } = imported
  const birth = birthDate ? parseBirthDate(birthDate, today(tenant.timeZone)) : undefined
  if (birthDate && !birth) throw fault('Patient.birthDate', `${birthDate} lies ahead, or too far back`)
  const country = address?.country ?? countryOf(tenant.locale)
  return {
    ...nobody,
    ...imported,
    birthDate: birth?.birthDate ?? null,
    birthPrecision: birth?.birthPrecision ?? null,
    birthEstimated: false,
    // A number that cannot be dialled is no number; it stays in the original.
    phone: (phone && parsePhone(phone, country)) ?? null,
    email: email && email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : null,
  }
}

function changedIn(before: PatientDetails, after: PatientDetails): Partial<PatientDetails> {
  const keys = Object.keys(after) as (keyof PatientDetails)[] // an object literal of exactly these
  return Object.fromEntries(
    keys
      .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      .map((key) => [key, after[key]]),
  )
}
