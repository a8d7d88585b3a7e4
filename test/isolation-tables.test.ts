import type { Actor, Tenant, TenantDb } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDeployment } from './open-deployment.ts'
import { connectTo } from './past-the-fence.ts'
import { canaryOf, dropMeaning, insertAnyRow, listTables, type Table } from './any-row.ts'

// Tables without a tenant, and what the web login may do to them. A table that is neither here nor fenced is a failure.
const withoutTenant: Record<string, string[]> = {
  'fence.identity': [],
  'fence.keys': [],
  'fence.migrations': ['SELECT'],
}

// What the web login may do in the control database, where no row security stands.
const controlTables: Record<string, string[]> = {
  'control.api_keys': ['SELECT', 'INSERT', 'UPDATE'],
  'control.accounts': ['SELECT', 'INSERT', 'UPDATE'],
  'control.audit_events': ['SELECT', 'INSERT'],
  'control.audit_marks': ['SELECT', 'INSERT', 'UPDATE'],
  'control.audit_seals': ['SELECT', 'INSERT'],
  'control.audit_verdicts': ['SELECT', 'INSERT', 'UPDATE'],
  'control.captured_mails': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.counted_tries': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.databases': ['SELECT'],
  'control.domains': ['SELECT'],
  'control.factor_rules': ['SELECT', 'INSERT', 'UPDATE'],
  'control.factors': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.idempotency_keys': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.invitations': ['SELECT', 'INSERT', 'UPDATE'],
  'control.member_visits': ['SELECT', 'INSERT', 'UPDATE'],
  'control.members': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.migrations': ['SELECT'],
  'control.one_time_links': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.operation_steps': ['SELECT'],
  'control.operations': ['SELECT'],
  'control.operator_actions': ['SELECT', 'INSERT'],
  'control.operator_sessions': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.operators': ['SELECT', 'INSERT', 'UPDATE'],
  'control.outbox_events': ['SELECT', 'INSERT', 'DELETE'],
  'control.outbox_jobs': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.outbox_sources': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.passkey_challenges': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.recovery_codes': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.platform_schedules': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.refresh_tokens': ['SELECT', 'INSERT', 'UPDATE'],
  'control.token_families': ['SELECT', 'INSERT', 'DELETE'],
  'control.registrations': ['SELECT', 'INSERT', 'UPDATE'],
  'control.schedules': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.servers': ['SELECT'],
  'control.session_codes': ['SELECT', 'INSERT', 'DELETE'],
  'control.sessions': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  'control.subscriptions': ['SELECT'],
  'control.tenant_keys': ['SELECT', 'INSERT', 'UPDATE'],
  'control.tenant_settings': ['SELECT', 'INSERT', 'UPDATE'],
  'control.tenant_requests': ['SELECT', 'INSERT', 'UPDATE'],
  'control.tenants': ['SELECT'],
  'graphile_worker.migrations': [],
}

const verbs = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']
const somebody: Actor = { kind: 'system', name: 'isolation test' }

const deployment = openDeployment()
let data: TenantDb<unknown>
beforeAll(async () => {
  data = deployment.tenancy.tables()
})

/** Table and column rights of the web login, with its groups. */
async function rightsIn(client: pg.Client, tables: Table[]) {
  const { rows } = await client.query<{ name: string; verb: string }>(
    `select name, verb from unnest($1::text[]) name, unnest($2::text[]) verb
      where has_table_privilege('tenantry_web', name, verb)
         or verb in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') and has_any_column_privilege('tenantry_web', name, verb)`,
    [tables.map(({ name }) => name), verbs],
  )
  return Object.fromEntries(
    tables.map(({ name }) => [name, rows.filter((row) => row.name === name).map(({ verb }) => verb)]),
  )
}

test('the web login has no other rights in the control database than those listed here', async () => {
  const control = await connectTo(deployment.adminUrl)
  const rights = await rightsIn(control, await listTables(control))
  await control.end()
  expect(rights).toEqual(controlTables)
})

describe.each([
  ['the pool', 'acme', 'globex'],
  ['a silo', 'solo', 'globex'],
] as const)('in %s', (_name, ownSlug, foreignSlug) => {
  let own: Tenant
  let foreign: Tenant
  let maintenance: pg.Client
  let all: Table[]
  let fenced: Table[]

  beforeAll(async () => {
    own = deployment.tenant(ownSlug)
    foreign = deployment.tenant(foreignSlug)
    const { database } = own.placement
    const owner = await connectTo(deployment.adminUrl, { database, role: 'tenantry_owner' })
    await dropMeaning(owner)
    await owner.end()
    maintenance = await connectTo(deployment.adminUrl, { database, role: 'tenantry_maintenance' })
    all = await listTables(maintenance)
    fenced = all.filter(({ columns }) => columns.some(({ name }) => name === 'tenant_id'))
    // In a silo a row of somebody else is there by mistake; the fence stands all the same.
    for (const table of fenced) {
      for (const { id } of [own, foreign]) {
        await maintenance.query(`delete from ${table.name} where tenant_id = $1`, [id])
        await insertAnyRow(maintenance, table, id)
      }
    }
  })
  afterAll(() => maintenance.end())

  /** The tables where the statement, run as the tenant by the web login, answered otherwise than it must. */
  async function failures(
    statement: (table: Table) => RawBuilder<unknown> | undefined,
    isRight: (outcome: unknown[] | string) => boolean,
  ) {
    const wrong: [table: string, outcome: unknown][] = []
    for (const table of fenced) {
      const asked = statement(table)
      if (!asked) continue
      // Said for the kernel, which wants a raw statement to name its tenant; the fence is what is tried here.
      const raw = sql`with mine as (select ${own.id}::uuid as tenant_id) ${asked}`
      const outcome = await data
        .run(own, somebody, (tx) => tx.raw(raw).execute())
        .catch((error: { code?: string }) => String(error.code))
      if (!isRight(outcome)) wrong.push([table.name, outcome])
    }
    return wrong
  }

  /** A row as text, whatever columns it has, for each of a tenant's. */
  async function rowsOf(table: Table, tenantId: string) {
    const { rows } = await maintenance.query(
      `select each::text as row from ${table.name} each where tenant_id = $1 order by 1`,
      [tenantId],
    )
    return rows.map(({ row }) => String(row))
  }

  async function foreignRows() {
    const found: string[] = []
    for (const table of fenced) found.push(...(await rowsOf(table, foreign.id)))
    return found
  }

  const name = (table: Table) => sql.raw(table.name)
  const refused = '42501'

  test('every table is fenced or listed', async () => {
    expect(fenced.length).toBeGreaterThan(10)
    const others = all.filter((table) => !fenced.includes(table))
    expect(await rightsIn(maintenance, others)).toEqual(withoutTenant)
  })

  test('every table holds a row of both tenants', async () => {
    for (const table of fenced) {
      expect(await rowsOf(table, own.id), table.name).toHaveLength(1)
      expect(await rowsOf(table, foreign.id), table.name).toHaveLength(1)
    }
  })

  test('reading everything finds one’s own row alone', async () => {
    const wrong = await failures(
      (table) => sql`select each::text as row from ${name(table)} each`,
      (outcome) =>
        Array.isArray(outcome) &&
        outcome.length === 1 &&
        !JSON.stringify(outcome).includes(canaryOf(foreign.id)),
    )
    expect(wrong).toEqual([])
  })

  test('asking for the other tenant’s rows finds nothing', async () => {
    const wrong = await failures(
      (table) => sql`select * from ${name(table)} where tenant_id = ${foreign.id}`,
      (outcome) => Array.isArray(outcome) && outcome.length === 0,
    )
    expect(wrong).toEqual([])
  })

  test('no row can be put into the other tenant', async () => {
    const wrong = await failures(
      (table) => {
        const columns = table.columns.filter(({ generated, writable }) => writable && !generated)
        if (columns.length === 0) return sql`insert into ${name(table)} (tenant_id) values (${foreign.id})`
        const list = sql.raw(columns.map((column) => `"${column.name}"`).join(', '))
        const values = sql.join(
          columns.map((column) =>
            column.name === 'tenant_id' ? sql`${foreign.id}::uuid` : sql.raw(`"${column.name}"`),
          ),
        )
        return sql`insert into ${name(table)} (${list}) select ${values} from ${name(table)} where tenant_id = ${own.id}`
      },
      (outcome) => outcome === refused,
    )
    expect(wrong).toEqual([])
  })

  test('no row can be changed, moved or deleted where it is the other tenant’s', async () => {
    const before = await foreignRows()
    const harmless = (outcome: unknown[] | string) =>
      outcome === refused || (Array.isArray(outcome) && outcome.length === 0)
    const setEach = (table: Table, where: RawBuilder<unknown>) => {
      const column = table.columns.find(({ writable, name: each }) => writable && each !== 'tenant_id')
      if (!column) return undefined
      const set = sql.raw(`"${column.name}" = "${column.name}"`)
      return sql`update ${name(table)} set ${set} ${where} returning 1`
    }
    const otherRows = sql`where tenant_id = ${foreign.id}`
    expect(await failures((table) => setEach(table, otherRows), harmless)).toEqual([])
    expect(
      await failures((table) => sql`delete from ${name(table)} ${otherRows} returning 1`, harmless),
    ).toEqual([])
    expect(
      await failures(
        (table) => sql`update ${name(table)} set tenant_id = ${foreign.id} returning 1`,
        (outcome) => outcome === refused,
      ),
    ).toEqual([])
    expect(await foreignRows()).toEqual(before)
  })

  test('a delete of everything takes one’s own rows alone', async () => {
    const before = await foreignRows()
    await failures(
      (table) => sql`delete from ${name(table)} returning 1`,
      () => true,
    )
    expect(await foreignRows()).toEqual(before)
  })

  test('no table can be emptied, referred to or given a trigger', async () => {
    const rights = await rightsIn(maintenance, fenced)
    for (const [table, allowed] of Object.entries(rights)) {
      expect(allowed, table).not.toEqual(expect.arrayContaining(['TRUNCATE']))
      expect(allowed, table).not.toEqual(expect.arrayContaining(['REFERENCES']))
      expect(allowed, table).not.toEqual(expect.arrayContaining(['TRIGGER']))
    }
  })

  test('without a tenant the web login reads, writes and deletes nothing: every statement is an error', async () => {
    const web = await connectTo(deployment.databaseUrl, { database: own.placement.database })
    for (const table of fenced) {
      for (const statement of [
        `select * from ${table.name}`,
        `select count(*) from ${table.name} where tenant_id = '${own.id}'`,
        `delete from ${table.name}`,
        `truncate ${table.name}`,
      ]) {
        const code = await web.query(statement).then(
          ({ rows }) => rows,
          (error: { code: string }) => error.code,
        )
        expect(['TF001', refused], statement).toContainEqual(code)
      }
    }
    await web.end()
  })
})
