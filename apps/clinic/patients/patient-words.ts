import type { TenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { nameWordsOf, searchWordsOf, tokensOf } from './search-words.ts'
import { sortNameOf } from './names.ts'
import type { PatientTables } from './patients.tables.ts'

type Tx = TenantTx<PatientTables>

interface Searchable {
  id: string
  number: string
  givenName: string
  familyName: string
  phone: string | null
}

// Rows travel as one array for each column: the statement is the same however many they are, and is prepared once.

/** Makes patients findable. Their vocabulary is written first, in `learnNames`. */
export async function insertPatientWords(tx: Tx, patients: readonly Searchable[]): Promise<void> {
  const rows = patients.flatMap((patient) => {
    const sortName = sortNameOf(patient)
    return searchWordsOf(patient).map((word) => ({ patientId: patient.id, word, sortName }))
  })
  if (rows.length === 0) return
  const column = (name: keyof (typeof rows)[number]) => rows.map((row) => row[name])
  await tx
    .raw(
      sql`insert into clinic.patient_words (tenant_id, patient_id, word, sort_name)
          select ${tx.tenantId}, * from unnest(${column('patientId')}::uuid[], ${column('word')}::text[],
                                               ${column('sortName')}::text[])`,
    )
    .execute()
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
  // Not one array: PostgreSQL would plan that anew each time.
  const tokens = sql.join(words.map((word) => `=${word}`))
  const known = await tx
    .raw<{ word: string }>(
      sql`select word from clinic.name_tokens where tenant_id = ${tx.tenantId} and token in (${tokens})`,
    )
    .execute()
  const knownWords = new Set(known.map(({ word }) => word))
  // In one order for everybody: two who learn the same words wait for one another and never in a circle.
  const rows = words
    .filter((word) => !knownWords.has(word))
    .sort()
    .flatMap((word) => tokensOf(word).map((token) => ({ token, word })))
  if (rows.length === 0) return
  await tx
    .raw(
      sql`insert into clinic.name_tokens (tenant_id, token, word)
          select ${tx.tenantId}, * from unnest(${rows.map(({ token }) => token)}::text[],
                                               ${rows.map(({ word }) => word)}::text[])
          on conflict do nothing`,
    )
    .execute()
}
