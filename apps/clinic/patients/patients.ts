import { newId, prepareQuery, prepareStatement, type TenantReader, type TenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { post } from '#platform/outbox/outbox.ts'
import { takeNumbers } from '#platform/numbers/series.ts'
import { today } from './birth-date.ts'
import { patientSeries } from './patient-series.ts'
import { selectSimilarPatients } from './duplicates.ts'
import { sortNameOf } from './names.ts'
import { changedDetails, nobody, type PatientDetails } from './patient-details.ts'
import { deletePatientWords, insertPatientWords, learnNames } from './patient-words.ts'
import type { NewPatient, PatientChange } from './patients.contract.ts'
import type { PatientTables } from './patients.tables.ts'

// What other areas say of patients, in the register's own words.
export { parseBirthDate, today, writtenBirthDate } from './birth-date.ts'
export { displayName } from './names.ts'
export { nobody, type PatientDetails } from './patient-details.ts'
export { countryOf, parsePhone } from './phone.ts'

type Reader = TenantReader<PatientTables>
type Tx = TenantTx<PatientTables>

/** A patient as the table holds him. */
export type PatientRow = PatientDetails & {
  id: string
  number: string
  version: number
  createdAt: string
  updatedAt: string
}

const patientColumns = [
  'id',
  'number',
  'givenName',
  'familyName',
  'sex',
  'birthDate',
  'birthPrecision',
  'birthEstimated',
  'phone',
  'email',
  'address',
  'language',
  'bloodGroup',
  'emergencyContact',
  'notes',
  'deceased',
  'deceasedOn',
  'version',
  'createdAt',
  'updatedAt',
] as const

/** Refuses with `possible_duplicate` whoever may be here already, unless the caller says that he is somebody else. */
export async function registerPatient(tx: Tx, input: NewPatient): Promise<PatientRow> {
  const { confirmedDuplicate, ...known } = input
  const details = changedDetails(nobody, known, tx.tenant)
  // Side by side they are one round trip; whoever is refused takes his words out again with the transaction.
  await Promise.all([!confirmedDuplicate && refuseDuplicates(tx, details), learnNames(tx, [details])])
  const [patient] = await insertNamedPatients(tx, [{ ...details, id: newId() }])
  const { id, version } = patient!
  changed(tx, { entity: 'patient', id, patientId: id, after: details })
  await post(tx, { kind: 'patient.registered', entityId: id, version })
  return patient!
}

export async function editPatient(
  tx: Tx,
  { id, version, change }: { id: string; version: number; change: PatientChange },
): Promise<PatientRow> {
  const before = await lockPatient(tx, id)
  if (before.version !== version) throw new DomainError('version_conflict')
  const details = changedDetails(before, change, tx.tenant)
  changed(tx, { entity: 'patient', id, patientId: id, before, after: details })
  const patient = await updatePatient(tx, before, details)
  await post(tx, { kind: 'patient.changed', entityId: id, version: patient.version })
  return patient
}

export async function getPatient(db: Reader, id: string): Promise<PatientRow> {
  const [patient] = await db.query(patientById, { id })
  if (!patient) throw new DomainError('not_found')
  return patient
}

const patientById = prepareQuery<PatientTables, { id: string }>()(
  (db, param) => db.selectFrom('clinic.patients').select(patientColumns).where('id', '=', param('id')),
  { shows: 'id' },
)

/**
 * Registers many patients at once, without asking for duplicates, in about five statements however many they are.
 * For imports: `details` are checked by the caller (`parseBirthDate`, `parsePhone` of this area). The ids are the
 * caller's; numbers are given in the order of the list, which is also the order of the answer.
 */
export async function insertPatients(
  tx: Tx,
  patients: readonly (PatientDetails & { id: string })[],
): Promise<PatientRow[]> {
  if (patients.length === 0) return []
  await learnNames(tx, patients)
  return insertNamedPatients(tx, patients)
}

/** The same for patients whose names are learned already. */
async function insertNamedPatients(
  tx: Tx,
  patients: readonly (PatientDetails & { id: string })[],
): Promise<PatientRow[]> {
  const year = today(tx.tenant.timeZone).slice(0, 4)
  // Last of what can wait: the counter is locked from here to the end of the transaction.
  const numbers = await takeNumbers(tx, patientSeries, year, patients.length)
  const rows = patients.map((patient, at) => ({
    ...patient,
    number: numbers[at]!,
  }))
  const inserting: Promise<PatientRow[]>[] = []
  const [only] = rows
  if (only && rows.length === 1) {
    inserting.push(tx.query(insertOne, { id: only.id, number: only.number, ...columnsOf(only) }))
  }
  // 20 parameters a row.
  for (let at = 0; rows.length > 1 && at < rows.length; at += 2000) {
    const part = rows
      .slice(at, at + 2000)
      .map((row) => ({ id: row.id, number: row.number, ...columnsOf(row) }))
    inserting.push(tx.insertInto('clinic.patients').values(part).returning(patientColumns).execute())
  }
  const [inserted] = await Promise.all([Promise.all(inserting), insertPatientWords(tx, rows)])
  const byId = new Map(inserted.flat().map((row) => [row.id, row]))
  return patients.map(({ id }) => byId.get(id)!)
}

type InsertedColumns = { id: string; number: string } & ReturnType<typeof columnsOf>

const insertOne = prepareStatement<PatientTables, InsertedColumns>()((db, param) => {
  const names = ['id', 'number', ...Object.keys(columnsOf(nobody))] as (keyof InsertedColumns)[]
  const values = Object.fromEntries(names.map((name) => [name, param(name)])) as InsertedColumns // each name once
  return db.insertInto('clinic.patients').values(values).returning(patientColumns)
})

/**
 * Gives a patient the details of a newer import, whatever version he has; `not_found` where there is none. What the
 * source does not know stays as the clinic wrote it: name only what it knows.
 */
export async function updateImportedPatient(
  tx: Tx,
  id: string,
  details: Partial<PatientDetails>,
): Promise<PatientRow> {
  const before = await lockPatient(tx, id)
  return updatePatient(tx, before, { ...before, ...details })
}

async function refuseDuplicates(tx: Tx, details: PatientDetails) {
  const { duplicates } = await selectSimilarPatients(tx, details)
  if (duplicates.length === 0) return
  throw new DomainError('possible_duplicate', {
    field: duplicates.some(({ phone }) => phone === details.phone) ? 'phone' : 'birthDate',
    detail: 'Somebody much like this patient is registered already.',
    conflicts: duplicates.map(({ id }) => id),
  })
}

async function lockPatient(tx: Tx, id: string): Promise<PatientRow> {
  const patient = await selectPatient(tx, id).forUpdate().executeTakeFirst()
  if (!patient) throw new DomainError('not_found')
  return patient
}

async function updatePatient(tx: Tx, before: PatientRow, details: PatientDetails): Promise<PatientRow> {
  const patient = await tx
    .updateTable('clinic.patients')
    .set({ ...columnsOf(details), version: before.version + 1, updatedAt: sql<string>`now()` })
    .where('id', '=', before.id)
    .returning(patientColumns)
    .executeTakeFirstOrThrow()
  const isFoundOtherwise =
    patient.givenName !== before.givenName ||
    patient.familyName !== before.familyName ||
    patient.phone !== before.phone
  if (isFoundOtherwise) {
    await learnNames(tx, [patient])
    await deletePatientWords(tx, patient.id)
    await insertPatientWords(tx, [patient])
  }
  return patient
}

function selectPatient(db: Reader, id: string) {
  return db.selectFrom('clinic.patients').select(patientColumns).where('id', '=', id)
}

/** Exactly the columns that come from details: what else an object carries must not reach the statement. */
function columnsOf(details: PatientDetails) {
  return {
    givenName: details.givenName,
    familyName: details.familyName,
    sortName: sortNameOf(details),
    sex: details.sex,
    birthDate: details.birthDate,
    birthPrecision: details.birthPrecision,
    birthEstimated: details.birthEstimated,
    phone: details.phone,
    email: details.email,
    address: details.address && JSON.stringify(details.address),
    language: details.language,
    bloodGroup: details.bloodGroup,
    emergencyContact: details.emergencyContact && JSON.stringify(details.emergencyContact),
    notes: details.notes,
    deceased: details.deceased,
    deceasedOn: details.deceasedOn,
  }
}
