import { newId } from '@tenantry/tenancy'
import { sortNameOf } from '#apps/clinic/patients/names.ts'
import { nameWordsOf, searchWordsOf, tokensOf } from '#apps/clinic/patients/search-words.ts'
import { patientSeries } from '#apps/clinic/patients/patient-series.ts'
import { writeNumber } from '#platform/numbers/number-format.ts'
import { makePeople } from '../people.ts'
import { withClient } from './with-client.ts'

interface SeededTenant {
  id: string
  no: number
  patients: number
}

/** As many as fit well into one statement's arrays. */
const chunk = 5_000

/** Fills a pool with patients as registering them would have, words and vocabulary included. */
export async function seedPatients(plainUrl: string, tenants: readonly SeededTenant[]): Promise<void> {
  await withClient(plainUrl, async (client) => {
    await client.query('set synchronous_commit = off')
    const insert = async (table: string, columns: string, types: string, rows: unknown[][]) => {
      const arrays = types.split(' ').map((_, at) => rows.map((row) => row[at]))
      const casts = types.split(' ').map((type, at) => `$${at + 1}::${type}[]`)
      await client.query(
        `insert into ${table} (${columns}) select * from unnest(${casts.join(', ')}) on conflict do nothing`,
        arrays,
      )
    }
    for (const tenant of tenants) {
      const people = makePeople(tenant.patients, tenant.no)
      const known = new Set<string>()
      for (let at = 0; at < people.length; at += chunk) {
        const part = people.slice(at, at + chunk).map((person, index) => ({
          ...person,
          id: newId(),
          number: writeNumber({ prefix: patientSeries.prefixOf(tenant), digits: 5 }, '2026', at + index + 1),
          sortName: sortNameOf(person),
        }))
        await insert(
          'clinic.patients',
          'tenant_id, id, number, given_name, family_name, sort_name, phone, sex, birth_estimated, deceased',
          'uuid uuid text text text text text text bool bool',
          part.map((each) => [
            tenant.id,
            each.id,
            each.number,
            each.givenName,
            each.familyName,
            each.sortName,
            each.phone,
            'unknown',
            false,
            false,
          ]),
        )
        await insert(
          'clinic.patient_words',
          'tenant_id, patient_id, word, sort_name',
          'uuid uuid text text',
          part.flatMap((each) =>
            searchWordsOf(each).map((word) => [tenant.id, each.id, word, each.sortName]),
          ),
        )
        const words = [...new Set(part.flatMap(nameWordsOf))].filter((word) => !known.has(word))
        for (const word of words) known.add(word)
        await insert(
          'clinic.name_tokens',
          'tenant_id, token, word',
          'uuid text text',
          words.flatMap((word) => tokensOf(word).map((token) => [tenant.id, token, word])),
        )
      }
      await insert('core.counters', 'tenant_id, kind, period, value', 'uuid text text int8', [
        [tenant.id, 'patient', '2026', people.length],
      ])
    }
  })
}
