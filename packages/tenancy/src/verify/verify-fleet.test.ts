import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { masterKey } from '../../test/deployment.ts'
import { openDeployment } from '../../test/open-deployment.ts'
import { notesModules } from '../../test/notes-modules.ts'
import { databaseNames, withAdmin } from '../admin.ts'
import { type FleetParts, readParts, withControl } from '../fleet/parts.ts'
import { type UrlOf, urlsOf } from '../servers.ts'
import { kernelSql, tablesMadeIn } from './kernel-sql.ts'
import { type Canaries, deleteFromPools, makeCanaries, removeCanaries } from './probes/canaries.ts'
import { controlEscapes, dataEscapes, type Escape, tryEscape } from './probes/escapes.ts'
import { probeData } from './probes/probe.ts'
import { readTables } from './probes/tables.ts'
import type { VerifyOptions } from './report.ts'
import { verifyFleet } from './verify-fleet.ts'

const deployment = openDeployment()
let options: VerifyOptions
let pool: string
let control: string

beforeAll(async () => {
  const { adminUrl, databaseUrl } = deployment
  options = { adminUrl, databaseUrl, masterKey, modules: notesModules, globalTables: ['notes.colours'] }
  pool = databaseNames(adminUrl).pool
  control = databaseNames(adminUrl).control
})

const asOwner = (database: string, sql: string) =>
  withAdmin(deployment.adminUrl, database, async (client) => {
    await client.query('set role tenantry_owner')
    return client.query(sql)
  })

/** Tenants, databases and rows of canaries that are still there. */
async function canariesLeft() {
  const tenants = await asOwner(control, `select slug from control.tenants where slug like '%canary%'`)
  const databases = await asOwner(
    control,
    `select datname from pg_database where datname like '${control}_silo_%' and not exists
       (select from control.databases where name = datname)`,
  )
  const rows = await withAdmin(deployment.adminUrl, pool, async (client) => {
    await client.query('set role tenantry_maintenance')
    return client.query('select tenant_id from notes.notes union all select tenant_id from notes.folders')
  })
  return [...tenants.rows, ...databases.rows, ...rows.rows]
}

test('a sound system has no findings, and its canaries are gone afterwards', async () => {
  const report = await verifyFleet(options)
  expect(report.findings).toEqual([])
  expect(report.lints).toMatchObject({ databases: 3 })
  for (const context of [
    'own',
    'foreign',
    'forged',
    'expired',
    'replayed',
    'none',
    'plain',
    'grants',
    'escape',
  ]) {
    expect(report.probes.contexts[context], context).toBeGreaterThan(9)
  }
  expect(await canariesLeft()).toEqual([])
})

const fenceTenant = await kernelSql().then(({ data }) => {
  const begin = data.lastIndexOf('create or replace function fence.tenant()')
  return data.slice(begin, data.indexOf('$$;', begin) + 3)
})
const tenantFunctionWithout = (line: RegExp) => {
  expect(fenceTenant).toMatch(line)
  return fenceTenant.replace(line, '')
}
const policy = `using (tenant_id = (select fence.tenant())) with check (tenant_id = (select fence.tenant()))`

const breakages: [string, string, { broken: string; mended: string }][] = [
  [
    'row security that is off',
    'probe foreign: select notes.notes',
    {
      broken: 'alter table notes.notes disable row level security',
      mended: 'alter table notes.notes enable row level security',
    },
  ],
  [
    'a policy that lets every row be changed',
    'probe foreign: update notes.notes',
    {
      broken: 'alter policy tenant_fence on notes.notes using (true)',
      mended: `alter policy tenant_fence on notes.notes ${policy}`,
    },
  ],
  [
    'a policy that lets every row be deleted',
    'probe foreign: delete notes.notes',
    {
      broken: 'alter policy tenant_fence on notes.notes using (true)',
      mended: `alter policy tenant_fence on notes.notes ${policy}`,
    },
  ],
  [
    'a row that may be given to another tenant',
    'probe foreign: move notes.notes',
    {
      broken: `grant update (tenant_id) on notes.notes to tenantry_app;
               alter policy tenant_fence on notes.notes using (true) with check (true)`,
      mended: `revoke update (tenant_id) on notes.notes from tenantry_app;
               alter policy tenant_fence on notes.notes ${policy}`,
    },
  ],
  [
    'a policy that lets every row be written',
    'probe foreign: insert notes.notes',
    {
      broken: 'alter policy tenant_fence on notes.notes with check (true)',
      mended: `alter policy tenant_fence on notes.notes ${policy}`,
    },
  ],
  [
    'a policy that shows nobody anything',
    'probe own: select notes.folders',
    {
      broken: 'alter policy tenant_fence on notes.folders using (false)',
      mended: `alter policy tenant_fence on notes.folders ${policy}`,
    },
  ],
  [
    'a context whose signature is not checked',
    'probe forged: select notes.notes',
    { broken: tenantFunctionWithout(/ {2}if encode\(sha256[^]*?end if;\n/), mended: fenceTenant },
  ],
  [
    'a context that never expires',
    'probe expired: delete notes.notes',
    { broken: tenantFunctionWithout(/ {2}if part\[4\][^]*?end if;\n/), mended: fenceTenant },
  ],
  [
    'a context that any database accepts',
    'probe replayed: select notes.folders',
    { broken: tenantFunctionWithout(/ {2}if not found[^]*?end if;\n/), mended: fenceTenant },
  ],
  [
    'no context that is no error',
    'probe none: select notes.notes',
    {
      broken: fenceTenant.replace(
        `raise exception 'no tenant context' using errcode = 'TF001'`,
        'return null',
      ),
      mended: fenceTenant,
    },
  ],
  [
    'a bare tenant id that is a context',
    'probe plain: select notes.notes',
    {
      broken: fenceTenant.replace(/raise exception 'malformed[^;]*/, 'return context::uuid'),
      mended: fenceTenant,
    },
  ],
  [
    'a right to truncate',
    'probe own: truncate notes.notes',
    {
      broken: 'grant truncate on notes.notes to tenantry_app',
      mended: 'revoke truncate on notes.notes from tenantry_app',
    },
  ],
  [
    'a right to change what all tenants share',
    'probe grants: delete notes.colours',
    {
      broken: 'grant delete on notes.colours to tenantry_app',
      mended: 'revoke delete on notes.colours from tenantry_app',
    },
  ],
  [
    'keys that can be read',
    'probe escape: read the fence’s keys',
    {
      broken: 'grant select on fence.keys to tenantry_app',
      mended: 'revoke select on fence.keys from tenantry_app',
    },
  ],
  [
    'a table for which no row can be thought of',
    'probe rows: notes.odd',
    {
      broken: `create table notes.odd (tenant_id uuid not null, id uuid not null, code text not null
                 check (md5(code) = 'nothing'), primary key (tenant_id, id));
               select fence.protect('notes.odd');
               grant select, insert (tenant_id, id, code) on notes.odd to tenantry_app`,
      mended: 'drop table notes.odd',
    },
  ],
]

describe('the probes notice', () => {
  let parts: FleetParts
  let webUrlOf: UrlOf
  let canaries: Canaries
  beforeAll(async () => {
    parts = await readParts(options)
    webUrlOf = urlsOf(options.databaseUrl, {}, 'databaseUrl')
    canaries = await makeCanaries(parts)
  })
  afterAll(() => withControl(parts, (client) => removeCanaries(parts, webUrlOf, client)))

  test.for(breakages)('%s', async ([, finding, { broken, mended }]) => {
    await asOwner(pool, broken)
    try {
      const { findings } = await probeData({ parts, webUrlOf }, canaries.pools[0]!, canaries.silo)
      expect(findings.map(({ check, object }) => `${check}: ${object}`)).toContain(finding)
    } finally {
      await asOwner(pool, mended)
      const ids = [canaries.pools[0]!.id, canaries.silo.id]
      await withControl(parts, (client) => deleteFromPools(parts, client, ids))
    }
  })
})

test.skipIf(!inject('superuserUrl'))(
  'each way out would be reported where it is open: nobody refuses it to a superuser',
  async () => {
    const refused = (database: string, escapesOf: (client: pg.Client) => Promise<Escape[]>) =>
      withAdmin(inject('superuserUrl')!, database, async (client) => {
        const names: string[] = []
        for (const escape of await escapesOf(client)) {
          if (!(await tryEscape(client, escape))) names.push(escape.name)
        }
        return names
      })
    const kernelTables = tablesMadeIn((await kernelSql()).control)
    expect(await refused(pool, async () => dataEscapes('notes.notes'))).toEqual([])
    expect(
      await refused(control, async (client) =>
        controlEscapes(await readTables(client, 'tenantry_web'), kernelTables),
      ),
    ).toEqual([])
  },
)

test('a key that somebody else knows, a database that is another and one of another release are found', async () => {
  const silo = deployment.solo.placement.database
  await asOwner(pool, 'insert into fence.keys select 7, inner_pad, inner_pad, context_start from fence.keys')
  await asOwner(silo, 'update fence.identity set database_id = gen_random_uuid()')
  const { rows } = await asOwner(control, `select signature from control.databases where name = '${silo}'`)
  await asOwner(control, `update control.databases set signature = 'older' where name = '${silo}'`)
  try {
    const { findings } = await verifyFleet(options)
    const found = findings.map(({ check, database }) => ({ check, database }))
    expect(found).toEqual([
      { check: 'D01', database: silo },
      { check: 'D02', database: pool },
      { check: 'D03', database: silo },
    ])
  } finally {
    await asOwner(pool, 'delete from fence.keys where key_id = 7')
    await asOwner(silo, `update fence.identity set database_id = '${deployment.solo.placement.databaseId}'`)
    const { signature } = rows[0]
    await asOwner(control, `update control.databases set signature = '${signature}' where name = '${silo}'`)
  }
})

test('a table that nobody told the probes about is tried like the others', async () => {
  const before = await verifyFleet(options)
  await asOwner(
    pool,
    `create table notes.stars (
       tenant_id uuid not null, note_id uuid not null, kind text not null check (kind in ('gold', 'silver')),
       code text not null check (code ~ '^[A-Z]{2}-[0-9]{3,}$' and length(code) <= 9), weight numeric not null check (weight > 5),
       day date, since date, check ((day is null) <> (since is null)), tags text[] not null check (cardinality(tags) > 0),
       hash bytea not null check (length(hash) = 32), done boolean not null, place jsonb not null check (jsonb_typeof(place) = 'array'),
       primary key (tenant_id, note_id), foreign key (tenant_id, note_id) references notes.notes (tenant_id, id) on delete cascade);
     select fence.protect('notes.stars');
     grant select, insert (tenant_id, note_id, kind, code, weight, day, since, tags, hash, done, place), update (kind), delete
       on notes.stars to tenantry_app`,
  )
  try {
    const after = await verifyFleet(options)
    expect(after.findings).toEqual([])
    // Five verbs in seven contexts, and a row moved to another tenant.
    expect(after.probes.attempts - before.probes.attempts).toBe(36)
  } finally {
    await asOwner(pool, 'drop table notes.stars')
  }
})

test('a run that was killed leaves canaries that the next one removes', async () => {
  const script = fileURLToPath(new URL('../../test/killed-verify.ts', import.meta.url))
  const given = JSON.stringify({ ...options, masterKey: masterKey.toString('hex') })
  const child = spawnSync(process.execPath, [script, given], { encoding: 'utf8' })
  expect(child.signal, child.stderr).toBe('SIGKILL')
  expect(await canariesLeft()).not.toEqual([])
  const report = await verifyFleet(options)
  expect(report).toMatchObject({ leftovers: 2, findings: [] })
  expect(await canariesLeft()).toEqual([])
})

test('canaries are removed also where the probes fail', async () => {
  const failing = verifyFleet({
    ...options,
    onProgress: ({ phase }) => {
      if (phase === 'probes') throw new Error('stopped halfway')
    },
  })
  await expect(failing).rejects.toThrow('stopped halfway')
  expect(await canariesLeft()).toEqual([])
})

test('two at once would remove each other’s canaries: the second is refused', async () => {
  const results = await Promise.allSettled([verifyFleet(options), verifyFleet(options)])
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))
  expect(refused).toEqual(['busy'])
  expect(results.find((result) => result.status === 'fulfilled')?.value.findings).toEqual([])
})

test('an allowance that nothing needs is itself a finding', async () => {
  const allowances = [{ check: 'L04', object: 'notes.gone', reason: 'was once' }]
  const { findings } = await verifyFleet({ ...options, allowances })
  expect(findings).toMatchObject([{ check: 'L04', object: 'notes.gone' }])
})
