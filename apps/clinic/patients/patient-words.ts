import type { TenantTx } from '@tenantry/tenancy'
import { nameWordsOf, searchWordsOf, tokensOf } from './search-words.ts'
import { sortNameOf } from './names.ts'
import type { PatientTables } from './patients.tables.ts'

type Tx = TenantTx<PatientTables>

export interface Searchable {
  id: string
  number: string
  givenName: string
  familyName: string
  phone: string | null
}

/** PostgreSQL takes 65,535 parameters in a statement; a row has at most four. */
const mostRows = 10_000

/** Makes patients findable. Their vocabulary is written first, in `learnNames`. */
export async function insertPatientWords(tx: Tx, patients: readonly Searchable[]): Promise<void> {
  const rows = patients.flatMap((patient) => {
    const sortName = sortNameOf(patient)
    return searchWordsOf(patient).map((word) => ({ patientId: patient.id, word, sortName }))
  })
  for (const part of partsOf(rows)) await tx.insertInto('clinic.patient_words').values(part).execute()
}

export async function deletePatientWords(tx: Tx, patientId: string): Promise<void> {
  await tx.deleteFrom('clinic.patient_words').where('patientId', '=', patientId).execute()
}

/** Adds the words of these names to the clinic's vocabulary. Most are there already, which costs one small read. */
export async function learnNames(
  tx: Tx,
  names: readonly Pick<Searchable, 'givenName' | 'familyName'>[],
): Promise<void> {
  const words = [...new Set(names.flatMap(nameWordsOf))]
  if (words.length === 0) return
  const known = await tx
    .selectFrom('clinic.name_tokens')
    .select('word')
    .where(
      'token',
      'in',
      words.map((word) => `=${word}`),
    )
    .execute()
  const knownWords = new Set(known.map(({ word }) => word))
  // In one order for everybody: two who learn the same words wait for one another and never in a circle.
  const rows = words
    .filter((word) => !knownWords.has(word))
    .sort()
    .flatMap((word) => tokensOf(word).map((token) => ({ token, word })))
  for (const part of partsOf(rows)) {
    await tx
      .insertInto('clinic.name_tokens')
      .values(part)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

function partsOf<Row>(rows: Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / mostRows) }, (_, at) =>
    rows.slice(at * mostRows, (at + 1) * mostRows),
  )
}
