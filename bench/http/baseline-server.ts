import { newId, type TenantReader } from '@tenantry/tenancy'
import Fastify from 'fastify'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import pg from 'pg'
import { sortNameOf } from '#apps/clinic/patients/names.ts'
import { getPatient, listPatients, registerPatient } from '#apps/clinic/patients/patients.contract.ts'
import { patientSeries } from '#apps/clinic/patients/patient-series.ts'
import { writeNumber } from '#platform/numbers/number-format.ts'
import type { PatientTables } from '#apps/clinic/patients/patients.tables.ts'
import { searchPatients } from '#apps/clinic/patients/search.ts'
import { nameWordsOf, searchWordsOf, tokensOf } from '#apps/clinic/patients/search-words.ts'
import { summaryOf } from '#apps/clinic/patients/summaries.ts'
import { answerParent, serveParent } from './child.ts'

// What a careful engineer writes for one table: Fastify, a pool, prepared statements, `where tenant_id`, and the rows
// that Tenantry writes. No sign-in, no permission, no row security, no idempotency key.

const summary = `id, number, given_name as "givenName", family_name as "familyName", sex, birth_date as "birthDate",
  birth_precision as "birthPrecision", birth_estimated as "birthEstimated", phone, deceased,
  created_at as "createdAt", updated_at as "updatedAt"`
const whole = `${summary}, email, address, language, blood_group as "bloodGroup",
  emergency_contact as "emergencyContact", notes, deceased_on as "deceasedOn", version`

interface Where {
  Params: { slug: string; patientId: string }
  Querystring: { q?: string }
  Body: { givenName: string; familyName: string; phone: string | null }
}

type Row = Parameters<typeof summaryOf>[0] & Record<string, unknown>

serveParent(async (world, port) => {
  const pool = new pg.Pool({ connectionString: world.plainUrl, max: 10 })
  const tenants = new Map(world.tenants.map((tenant, at) => [tenant.slug, { id: tenant.id, no: at + 1 }]))
  const app = Fastify()
  const base = '/clinic/:slug/api'

  app.get<Where>(
    `${base}/patients`,
    { schema: { response: { 200: listPatients.reply } } },
    async (request) => {
      const tenant = tenants.get(request.params.slug)!
      if (request.query.q) {
        const { text, values } = await searchStatement(tenant.id, request.query.q)
        const { rows } = await pool.query({ name: text.length.toString(36), text, values })
        return { items: rows.slice(0, 50).map(camelRow).map(summaryOf), next: null }
      }
      const { rows } = await pool.query<Row>({
        name: 'list',
        text: `select ${summary} from clinic.patients where tenant_id = $1 order by sort_name, id limit 51`,
        values: [tenant.id],
      })
      return { items: rows.slice(0, 50).map(summaryOf), next: rows.length > 50 ? 'next' : null }
    },
  )

  app.get<Where>(
    `${base}/patients/:patientId`,
    { schema: { response: { 200: getPatient.reply } } },
    async ({ params }, reply) => {
      const { rows } = await pool.query<Row>({
        name: 'get',
        text: `select ${whole} from clinic.patients where tenant_id = $1 and id = $2`,
        values: [tenants.get(params.slug)!.id, params.patientId],
      })
      if (!rows[0]) return reply.code(404).send()
      return { ...rows[0], ...summaryOf(rows[0]), can: { edit: true } }
    },
  )

  app.post<Where>(
    `${base}/patients`,
    { schema: { response: { 201: registerPatient.reply } } },
    async ({ params, body }, reply) => {
      const tenant = tenants.get(params.slug)!
      const person = { givenName: body.givenName, familyName: body.familyName, phone: body.phone }
      const sortName = sortNameOf(person)
      const client = await pool.connect()
      try {
        await client.query('begin')
        await client.query({
          name: 'twins',
          text: `select id from clinic.patients where tenant_id = $1 and phone = $2`,
          values: [tenant.id, person.phone],
        })
        const words = nameWordsOf(person)
        const known = await client.query<{ word: string }>({
          name: 'known',
          text: 'select word from clinic.name_tokens where tenant_id = $1 and token = any ($2)',
          values: [tenant.id, words.map((word) => `=${word}`)],
        })
        const fresh = words.filter((word) => !known.rows.some((row) => row.word === word))
        const tokens = fresh.flatMap((word) => tokensOf(word).map((token) => ({ word, token })))
        if (tokens.length > 0) {
          await client.query({
            name: 'tokens',
            text: `insert into clinic.name_tokens (tenant_id, token, word)
                   select $1, * from unnest($2::text[], $3::text[]) on conflict do nothing`,
            values: [tenant.id, tokens.map((each) => each.token), tokens.map((each) => each.word)],
          })
        }
        const counter = await client.query<{ value: string }>({
          name: 'counter',
          text: `insert into core.counters as c (tenant_id, kind, period, value) values ($1, 'patient', '2026', 1)
                 on conflict (tenant_id, kind, period) do update set value = c.value + 1 returning value`,
          values: [tenant.id],
        })
        const number = writeNumber(
          { prefix: patientSeries.prefixOf(tenant), digits: 5 },
          '2026',
          Number(counter.rows[0]!.value),
        )
        const id = newId()
        const { rows } = await client.query<Row>({
          name: 'insert',
          text: `insert into clinic.patients (tenant_id, id, number, given_name, family_name, sort_name, phone, sex,
                   birth_estimated, deceased) values ($1, $2, $3, $4, $5, $6, $7, 'unknown', false, false)
                 returning ${whole}`,
          values: [tenant.id, id, number, person.givenName, person.familyName, sortName, person.phone],
        })
        await client.query({
          name: 'words',
          text: `insert into clinic.patient_words (tenant_id, patient_id, word, sort_name)
                 select $1, $2, word, $3 from unnest($4::text[]) as given (word)`,
          values: [tenant.id, id, sortName, searchWordsOf({ ...person, number })],
        })
        await client.query('commit')
        return reply.code(201).send({ ...rows[0]!, ...summaryOf(rows[0]!), can: { edit: true } })
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    },
  )
  await app.listen({ host: '127.0.0.1', port })
})
answerParent()

const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** The statement of the same search, run here without the fence. */
async function searchStatement(tenantId: string, q: string): Promise<{ text: string; values: unknown[] }> {
  let statement = { text: '', values: [] as unknown[] }
  const reader = {
    tenantId,
    tenant: { locale: 'en-IN' },
    raw: (query: { compile(of: unknown): { sql: string; parameters: readonly unknown[] } }) => {
      const { sql, parameters } = query.compile(compiler)
      statement = { text: sql, values: [...parameters] }
      return { execute: async () => [] }
    },
  }
  // It only needs what is above: a reader's tenant and its way to raw statements.
  await searchPatients(reader as unknown as TenantReader<PatientTables>, { q, limit: 51, after: undefined })
  return statement
}

function camelRow(row: Record<string, unknown>): Row {
  const renamed: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(row)) {
    renamed[key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())] = value
  }
  return renamed as Row // the statement selects a summary's columns
}
