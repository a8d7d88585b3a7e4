import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

/** One command on databases of our own, as a program would run it. */
async function run(line: string[], environment: NodeJS.ProcessEnv = {}) {
  const { databaseUrl, adminUrl } = databases
  const given = {
    DATABASE_URL: databaseUrl,
    DATABASE_ADMIN_URL: adminUrl,
    TENANTRY_MASTER_KEY: 'ab'.repeat(32),
  }
  let [printed, told] = ['', '']
  const exitCode = await runCli(line, {
    environment: { ...given, TENANTRY_DATA: folder, ...environment },
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
    for (const word of ['start', 'migrate', 'tenant', 'import', 'verify', 'Exit codes: 0 done']) {
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
    expect(second.reply.owner.password).toBeUndefined()
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
    expect(reply.map(({ slug }: { slug: string }) => slug)).toEqual(['acme', 'solo'])
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

  test('a file that is not there fails', async () => {
    const { exitCode } = await run(['import', 'fhir', 'nothing.zip', '--tenant', 'acme'])
    expect(exitCode).toBe(1)
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
