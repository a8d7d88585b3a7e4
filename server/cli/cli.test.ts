import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settings } from '../config.ts'
import { type Databases, ownDatabases } from '#test/own-databases.ts'
import { runCli } from './cli.ts'

let databases: Databases
let folder: string
beforeAll(async () => {
  databases = await ownDatabases('cli')
  folder = mkdtempSync(join(tmpdir(), 'tenantry-cli-'))
})
afterAll(async () => {
  await databases.drop()
  rmSync(folder, { recursive: true })
})

/** How a command finds databases of our own. */
function environmentOf() {
  const { databaseUrl, adminUrl } = databases
  return {
    DATABASE_URL: databaseUrl,
    DATABASE_ADMIN_URL: adminUrl,
    TENANTRY_MASTER_KEY: 'ab'.repeat(32),
    TENANTRY_DATA: folder,
  }
}

/** As the owner of everything, on the control database or below its name. */
async function onDatabase(suffix: string, statement: string) {
  const url = new URL(databases.adminUrl)
  url.pathname += suffix
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query('set role tenantry_owner')
    return await client.query(statement)
  } finally {
    await client.end()
  }
}
const onControl = (statement: string) => onDatabase('', statement)
const onPool = (statement: string) => onDatabase('_pool', statement)

/** One command on databases of our own, as a program would run it. */
async function run(line: string[], environment: NodeJS.ProcessEnv = {}) {
  let [printed, told] = ['', '']
  const exitCode = await runCli(line, {
    environment: { ...environmentOf(), ...environment },
    folder,
    print: (text) => void (printed += `${text}\n`),
    tell: (text) => void (told += text),
    interactive: false,
  })
  return { exitCode, printed, told }
}

async function runJson(line: string[]) {
  const { exitCode, printed, told } = await run([...line, '--json'])
  return { exitCode, told, reply: JSON.parse(printed) }
}

describe('what a person asks first', () => {
  test('--help names every command, every setting and the exit codes', async () => {
    const { exitCode, printed } = await run(['--help'])
    expect(exitCode).toBe(0)
    for (const word of [
      'start',
      'migrate',
      'databases',
      'reconcile',
      'tenant',
      'import',
      'verify',
      'Exit codes: 0 done',
    ]) {
      expect(printed).toContain(word)
    }
    for (const { name } of Object.values(settings)) expect(printed).toContain(name)
  })

  test.for([
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['tenant', 'create', 'acme'], /required option '--name <name>'/],
    [['tenant', 'create', 'acme', '--name', 'A', '--placement', 'moon'], /pool, silo/],
    [['tenant', 'create', 'acme', '--name', 'A', '--accent', 'blue'], /#1864ab/],
    [['tenant', 'create', 'acme', '--name', 'A', '--owner', 'ada'], /ada@clinic\.example/],
    [['import', 'fhir', 'x.json'], /required option '--tenant <slug>'/],
    [['import', 'fhir', '--tenant', 'acme'], /missing required argument 'path'/],
  ] as const)('%j is refused with a word of help and exit code 2', async ([line, message]) => {
    const { exitCode, told } = await run([...line])
    expect(exitCode).toBe(2)
    expect(told).toMatch(message)
    expect(told).toContain('--help')
  })

  test('wrong settings are all named, exit code 2', async () => {
    const { exitCode, told } = await run(['tenant', 'list'], { PORT: 'x', LOG_LEVEL: 'loud' })
    expect(exitCode).toBe(2)
    expect(told).toMatch(/PORT=x: must be a port[\s\S]*LOG_LEVEL=loud: must be/)
    expect(told).not.toContain('    at ')
  })

  test('a PostgreSQL that is not there is a sentence, and the password stays out of it', async () => {
    const url = 'postgres://web:hunter2@127.0.0.1:1/tenantry'
    const { exitCode, told } = await run(['tenant', 'list'], { DATABASE_URL: url, DATABASE_ADMIN_URL: url })
    expect(exitCode).toBe(1)
    expect(told).toMatch(/^The PostgreSQL of DATABASE_URL cannot be reached .*\n$/)
    expect(told).not.toContain('hunter2')
  })

  test('a refusal is JSON where JSON was asked for', async () => {
    const { exitCode, reply } = await runJson(['tenant', 'show', 'nobody'])
    expect(exitCode).toBe(1)
    expect(reply.error.message).toBeTypeOf('string')
  })
})

test('databases that nobody has made yet are named as such', async () => {
  const { exitCode, told } = await run(['tenant', 'list'])
  expect(exitCode).toBe(1)
  expect(told).toContain('run "tenantry migrate"')
})

describe('a tenant’s life', () => {
  test('migrate makes the databases, and has nothing to do the second time', async () => {
    expect(await run(['migrate'])).toMatchObject({ exitCode: 0 })
    const { reply } = await runJson(['migrate'])
    expect(reply).toMatchObject({ applied: 0, failed: [] })
  })

  test('migrate says what it would run, and runs nothing', async () => {
    expect((await run(['migrate', '--dry-run'])).printed).toBe(
      'Nothing to do: every database is up to date.\n',
    )
    // As the next release finds it: this one's last file has not run.
    const last = await onPool(
      `delete from fence.migrations where (module, number) =
         (select module, number from fence.migrations where module = 'clinic' order by number desc limit 1)
       returning module, number, name, checksum, expand`,
    )
    const { name, number } = last.rows[0]
    await onControl(`update control.databases set signature = null where kind = 'pool'`)
    const { exitCode, printed } = await run(['migrate', '--dry-run'])
    expect(exitCode).toBe(0)
    expect(printed).toMatch(/_pool would run:\n {2}clinic \d{4}-/)
    expect(printed).toContain(name)
    // Run in truth, it fails, since all of it is there: set aside, with the reason.
    const failed = await run(['migrate'])
    expect(failed.exitCode).toBe(3)
    expect(failed.printed).toMatch(/Set aside, .*\n {2}\w+_pool on main: clinic \d{4}-.*exists/)
    await onPool(
      `insert into fence.migrations (module, number, name, checksum, expand) values ('clinic', ${number}, '${name}', '${last.rows[0].checksum}', ${last.rows[0].expand})`,
    )
    const recheck = await run(['migrate', '--recheck'])
    expect(recheck.exitCode).toBe(0)
  })

  test('a database that was brought back from a backup is found with --recheck', async () => {
    const [{ schema }] = (await onControl(`select schema from control.databases where kind = 'pool'`)).rows
    await onControl(
      `update control.databases set schema = jsonb_set(schema, '{fence}', '["0"]') where kind = 'pool'`,
    )
    expect((await runJson(['migrate'])).reply).toMatchObject({ applied: 0, current: 2 })
    const { told, exitCode } = await run(['migrate', '--recheck'])
    expect(exitCode).toBe(0)
    expect(told).toContain('_pool had reached something else than was recorded')
    const now = await onControl(`select schema from control.databases where kind = 'pool'`)
    expect(now.rows).toEqual([{ schema }])
  })

  test('create makes it with its owner, and completes rather than repeats', async () => {
    const line = ['tenant', 'create', 'acme', '--name', 'Acme Clinic', '--owner', 'ada@acme.example']
    const first = await runJson(line)
    expect(first).toMatchObject({
      exitCode: 0,
      reply: {
        slug: 'acme',
        status: 'active',
        placement: { kind: 'pool' },
        url: 'http://localhost:8080/clinic/acme/',
      },
    })
    expect(first.reply.owner.password).toMatch(/^[\w-]{16}$/)
    const second = await runJson(line)
    expect(second.reply).toMatchObject({ id: first.reply.id, owner: { email: 'ada@acme.example' } })
    // Nobody has signed in yet: the first run might have died before it said the password.
    expect(second.reply.owner.password).toMatch(/^[\w-]{16}$/)
    expect(second.reply.owner.password).not.toBe(first.reply.owner.password)
    await onControl(`update control.accounts set updated_at = now() where email = 'ada@acme.example'`)
    expect((await runJson(line)).reply.owner).toEqual({ email: 'ada@acme.example' })
  })

  test('killed before it is whole, a tenant gets its owner from whoever completes it', async () => {
    const line = ['tenant', 'create', 'cut-off', '--name', 'Cut Off', '--owner', 'bea@cut-off.example']
    const child = spawn(process.execPath, [join('server', 'main.ts'), ...line], {
      env: { ...process.env, ...environmentOf(), TENANTRY_CRASH_AT: 'provision active: begun' },
      stdio: 'ignore',
    })
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    const open = await runJson(['reconcile'])
    expect(open).toMatchObject({
      exitCode: 3,
      reply: expect.arrayContaining([expect.objectContaining({ object: 'cut-off' })]),
    })
    expect(await run(['reconcile', '--repair'])).toMatchObject({
      exitCode: 0,
      printed: expect.stringContaining('Mended: it was completed.'),
    })
    const { rows } = await onControl(
      `select roles from control.members m join control.accounts a on a.id = m.account_id
        where a.email = 'bea@cut-off.example'`,
    )
    expect(rows).toEqual([{ roles: ['owner'] }])
    expect((await runJson(line)).reply.owner.password).toMatch(/^[\w-]{16}$/)
    await run(['tenant', 'suspend', 'cut-off', '--reason', 'made for a test'])
  })

  test('abandon undoes what was begun, and never a tenant that people may have entered', async () => {
    const line = ['tenant', 'create', 'half', '--name', 'Half', '--owner', 'cyn@half.example']
    const child = spawn(process.execPath, [join('server', 'main.ts'), ...line], {
      env: { ...process.env, ...environmentOf(), TENANTRY_CRASH_AT: 'provision active: begun' },
      stdio: 'ignore',
    })
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
    expect(await run(['tenant', 'abandon', 'half'])).toMatchObject({
      exitCode: 0,
      printed: 'Nothing is left of "half".\n',
    })
    const { rows } = await onControl(
      `select slug from control.tenants where slug = 'half'
        union all select email from control.accounts where email = 'cyn@half.example'`,
    )
    expect(rows).toEqual([])
    expect((await run(['tenant', 'abandon', 'half'])).exitCode).toBe(1)
    const entered = await run(['tenant', 'abandon', 'acme'])
    expect(entered).toMatchObject({ exitCode: 1, told: 'The tenant "acme" is active, not pending\n' })
  })

  test('a server that is not configured is refused by name', async () => {
    const { exitCode, told } = await run(['tenant', 'create', 'far', '--name', 'Far', '--server', 'moon'])
    expect(exitCode).toBe(1)
    expect(told).toBe('The server "moon" is not configured here\n')
  })

  test('create puts one into a database of its own', async () => {
    const { reply } = await runJson(['tenant', 'create', 'solo', '--name', 'Solo', '--placement', 'silo'])
    expect(reply.placement.kind).toBe('silo')
  })

  test('list shows all, in columns or as JSON', async () => {
    const { printed } = await run(['tenant', 'list'])
    expect(printed).toMatch(/^No +Slug +App/)
    expect(printed).toMatch(/acme +clinic +trial +pool +active +Acme Clinic/)
    const { reply } = await runJson(['tenant', 'list'])
    expect(reply.map(({ slug }: { slug: string }) => slug)).toEqual(['acme', 'cut-off', 'solo'])
    const { placement } = reply[0]
    expect(placement).toEqual({ kind: 'pool', server: 'main', database: expect.stringMatching(/_pool$/) })
  })

  test('databases shows where the rows are, and what was set aside with its reason', async () => {
    const { printed } = await run(['databases'])
    expect(printed).toMatch(/^Server +Database +Kind +State +Tenants +Schema +Set aside/)
    expect(printed).toMatch(/main +cli_\w+_pool +pool +serving +2 +.*fence \d/)
    expect((await run(['databases', '--failed'])).printed).toBe('No database was set aside.\n')
    await onControl(`update control.databases set failure = 'it was broken' where kind = 'silo'`)
    expect((await run(['databases', '--failed'])).printed).toMatch(/_silo_\d+ +silo .* it was broken\n$/)
    expect(await run(['reconcile'])).toMatchObject({
      exitCode: 3,
      printed: expect.stringContaining('its migration failed: it was broken.'),
    })
    await onControl('update control.databases set failure = null')
  })

  test('suspend gives the reason, resume takes it back', async () => {
    const suspended = await runJson(['tenant', 'suspend', 'acme', '--reason', 'unpaid since May'])
    expect(suspended.reply).toMatchObject({ status: 'suspended', statusReason: 'unpaid since May' })
    expect((await runJson(['tenant', 'show', 'acme'])).reply.status).toBe('suspended')
    expect((await runJson(['tenant', 'resume', 'acme'])).reply).toMatchObject({
      status: 'active',
      statusReason: null,
    })
  })
})

describe('import fhir', () => {
  const bundle = (name: string) =>
    JSON.stringify({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        {
          fullUrl: 'urn:uuid:5cbc121b-cd71-4428-b8b7-31e53eba8184',
          resource: {
            resourceType: 'Patient',
            id: '5cbc121b-cd71-4428-b8b7-31e53eba8184',
            name: [{ family: name, given: ['Ada'] }],
            gender: 'female',
            birthDate: '1980-02-03',
          },
        },
      ],
    })

  test('brings records in once, and tells what changed', async () => {
    writeFileSync(join(folder, 'ada.json'), bundle('Lovelace'))
    const line = ['import', 'fhir', 'ada.json', '--tenant', 'acme']
    const first = await runJson(line)
    expect(first).toMatchObject({ exitCode: 0, reply: { state: 'done', read: 1, created: 1, failed: 0 } })
    expect((await runJson(line)).reply).toMatchObject({ read: 1, created: 0, unchanged: 1 })
    writeFileSync(join(folder, 'ada.json'), bundle('King'))
    const { exitCode, printed } = await run(line)
    expect(exitCode).toBe(0)
    expect(printed).toMatch(/Patient +1 +0 +1 +0 +0/)
  })

  test('a bad file beside a good one is named, exit code 3', async () => {
    writeFileSync(
      join(folder, 'two.ndjson'),
      `${JSON.stringify({ resourceType: 'Patient', id: 'b' })}\n{"resource\n`,
    )
    const { exitCode, printed } = await run(['import', 'fhir', 'two.ndjson', '--tenant', 'acme'])
    expect(exitCode).toBe(3)
    expect(printed).toMatch(/two\.ndjson, entry 2/)
  })

  test('a file that is not there is said, and no import is left of it', async () => {
    const { exitCode, told } = await run(['import', 'fhir', 'nothing.zip', '--tenant', 'acme'])
    expect(exitCode).toBe(1)
    expect(told).toMatch(/^There is no .*nothing\.zip\.\n$/)
    const { rows } = await onDatabase(
      '_pool',
      `set role tenantry_maintenance; select 1 from clinic.imports where name like 'nothing%'`,
    ).then((results) => (Array.isArray(results) ? results[1] : results))
    expect(rows).toEqual([])
  })

  test('nobody’s clinic and no clinic are refused', async () => {
    expect((await run(['import', 'fhir', 'ada.json', '--tenant', 'nobody'])).told).toMatch(
      /no tenant "nobody"/,
    )
    await run(['tenant', 'create', 'shop', '--name', 'Shop', '--app', 'store'])
    expect((await run(['import', 'fhir', 'ada.json', '--tenant', 'shop'])).told).toMatch(
      /"shop" is no clinic/,
    )
  })
})
