import { createHash, randomUUID } from 'node:crypto'
import { newId, type TenantReader } from '@tenantry/tenancy'
import Fastify, { type FastifyRequest } from 'fastify'
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

// What a careful engineer writes for one table: Fastify, a pool, prepared statements, `where tenant_id`, and the patient,
// number and search words that Tenantry writes. No sign-in, no permission, no row security. Started with `same-rows` it
// writes all that Tenantry does: who read whom, in the statement that reads; and on create key, event and audit as well.

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

const writesSameRows = process.argv.includes('same-rows')

serveParent(async (world, port) => {
  const pool = new pg.Pool({ connectionString: world.plainUrl, max: 10 })
  const tenants = new Map(world.tenants.map((tenant, at) => [tenant.slug, { id: tenant.id, no: at + 1 }]))
  const app = Fastify({ genReqId: () => randomUUID() })
  const base = '/clinic/:slug/api'

  /** One statement, one round trip; who was shown is written down by the same one where that is asked for. */
  const read = <Found extends pg.QueryResultRow>(
    action: string,
    name: string,
    text: string,
    values: unknown[],
    request: FastifyRequest<Where>,
  ) => {
    const tenantId = tenants.get(request.params.slug)!.id
    if (!writesSameRows) return pool.query<Found>({ name, text, values })
    const noted = withRead(text, values.length)
    return pool.query<Found>({
      name,
      text: noted,
      values: [...values, ...eventValues(action, tenantId, request)],
    })
  }

  app.get<Where>(
    `${base}/patients`,
    { schema: { response: { 200: listPatients.reply } } },
    async (request) => {
      const tenant = tenants.get(request.params.slug)!
      if (request.query.q) {
        const { text, values } = await searchStatement(tenant.id, request.query.q)
        const { rows } = await read('patients.list', `search ${text.length}`, text, values, request)
        return { items: rows.slice(0, 50).map(camelRow).map(summaryOf), next: null }
      }
      const text = `select ${summary} from clinic.patients where tenant_id = $1 order by sort_name, id limit 51`
      const { rows } = await read<Row>('patients.list', 'list', text, [tenant.id], request)
      return { items: rows.slice(0, 50).map(summaryOf), next: rows.length > 50 ? 'next' : null }
    },
  )

  app.get<Where>(
    `${base}/patients/:patientId`,
    { schema: { response: { 200: getPatient.reply } } },
    async (request, reply) => {
      const { params } = request
      const text = `select ${whole} from clinic.patients where tenant_id = $1 and id = $2`
      const values = [tenants.get(params.slug)!.id, params.patientId]
      const { rows } = await read<Row>('patients.read', 'get', text, values, request)
      if (!rows[0]) return reply.code(404).send()
      return { ...rows[0], ...summaryOf(rows[0]), can: { edit: true } }
    },
  )

  app.post<Where>(
    `${base}/patients`,
    { schema: { response: { 201: registerPatient.reply } } },
    async (request, reply) => {
      const { params, body } = request
      const tenant = tenants.get(params.slug)!
      const person = { givenName: body.givenName, familyName: body.familyName, phone: body.phone }
      const sortName = sortNameOf(person)
      const client = await pool.connect()
      try {
        await client.query('begin')
        const key = request.headers['idempotency-key']
        if (writesSameRows) {
          await client.query({
            name: 'key',
            text: `insert into core.idempotency_keys (tenant_id, account_id, key, request_hash) values ($1, $2, $3, $4)
                   on conflict do nothing`,
            values: [tenant.id, account, key, hashOf(request)],
          })
        }
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
        const answer = { ...rows[0]!, ...summaryOf(rows[0]!), can: { edit: true } }
        if (writesSameRows) {
          const fields = Object.entries(person).map(([field, value]) => [field, [null, value]])
          const changes = [{ entity: 'patient', id, fields: Object.fromEntries(fields) }]
          await client.query({
            name: 'rest',
            text: withCreated,
            values: [
              tenant.id,
              id,
              newId(),
              JSON.stringify(answer),
              account,
              key,
              { changes },
              ...eventValues('patients.create', tenant.id, request),
            ],
          })
        }
        await client.query('commit')
        return reply.code(201).send(answer)
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

// Whoever reads: what Tenantry knows by the session, of the same length.
const account = newId()
const session = newId()
const event = `tenant_id, id, database_id, actor_kind, actor, actor_name, roles, session_id, ip, action, entity, outcome,
  request_id, entity_id, patient_id, detail, patients`

/** What of an event does not depend on what was found, for `eventColumns`. */
function eventValues(action: string, tenantId: string, { ip, id }: FastifyRequest): unknown[] {
  return [tenantId, newId(), account, account, 'Bench', ['owner'], session, ip, action, id]
}

/** The same, with its parameters from `$first` on. */
function eventColumns(first: number): string {
  const at = (place: number) => `$${first + place}`
  return `${at(0)}::uuid, ${at(1)}::uuid, ${at(2)}::uuid, 'member', ${at(3)}::text, ${at(4)}::text, ${at(5)}::text[],
    ${at(6)}::uuid, ${at(7)}::text, ${at(8)}::text, 'patient', 'success', ${at(9)}::text`
}

/** The statement with the event of its read: one patient is named, of several all that are shown. */
function withRead(text: string, parameters: number): string {
  const isOne = text.includes('and id = $2')
  const about = isOne
    ? `(select id from page)::text, (select id from page), '{}', null`
    : `null, null, '{"query": {"limit": 50}}', (select array_agg(id) from (select id from page limit 50) as shown)`
  return `with page as (${text}),
    noted as (insert into core.audit_events (${event}) select ${eventColumns(parameters + 1)}, ${about})
    select * from page`
}

const withCreated = `with posted as (
      insert into core.outbox_events (tenant_id, id, kind, entity_id, entity_version)
      values ($1, $3, 'patient.registered', $2, 1)),
    kept as (
      update core.idempotency_keys set reply = $4 where tenant_id = $1 and account_id = $5 and key = $6)
  insert into core.audit_events (${event}) select ${eventColumns(8)}, $2::text, $2::uuid, $7::jsonb, null`

function hashOf({ method, url, body }: FastifyRequest): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([method, url, body]))
    .digest()
}

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
