import type { TenantTx } from '@tenantry/tenancy'
import { insertPatients, type PatientDetails, updateImportedPatient } from '../patients/patients.ts'
import type { FhirTables } from './fhir.tables.ts'
import { findOriginals } from './known-resources.ts'
import type { Write } from './map-unit.ts'
import { partOf } from './mapping/json.ts'
import { mapPatient } from './mapping/patient.ts'
import { detailsOf } from './patient-details.ts'

type Tx = TenantTx<FhirTables>

/**
 * Registers new patients and takes over what changed in known ones. Only what the source itself changed since its last
 * version: what the clinic has written meanwhile stays.
 */
export async function writePatients(tx: Tx, writes: readonly Write[]): Promise<void> {
  const patients = writes.flatMap(({ decision: { id, before }, details }) =>
    details ? [{ id, isNew: !before, details }] : [],
  )
  const created = patients.filter(({ isNew }) => isNew)
  await insertPatients(
    tx,
    created.map(({ id, details }) => ({ id, ...details })),
  )
  const updated = patients.filter(({ isNew }) => !isNew)
  const originals = await findOriginals(
    tx,
    updated.map(({ id }) => id),
  )
  for (const { id, details } of updated) {
    const before = mapPatient(partOf(JSON.parse(originals.get(id)!), 'Patient'))
    const changed = changedIn(detailsOf(before, tx.tenant), details)
    if (Object.keys(changed).length > 0) await updateImportedPatient(tx, id, changed)
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
