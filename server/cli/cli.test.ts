import { expect, test } from 'vitest'
import { settings } from '../config.ts'
import { openOwnPlace } from './test/own-place.ts'

const { run, runJson } = openOwnPlace('cli')

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

test('databases that nobody has made yet are named as such', async () => {
  const { exitCode, told } = await run(['tenant', 'list'])
  expect(exitCode).toBe(1)
  expect(told).toContain('run "tenantry migrate"')
})
