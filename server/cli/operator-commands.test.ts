import { expect, test } from 'vitest'
import { openOwnPlace } from './test/own-place.ts'

const place = openOwnPlace('operators')
const run = (...line: string[]) =>
  place.run(['operator', ...line], { OWNER_ORIGIN: 'https://console.example' })

test('the first operator is made in an empty database, with a link that is printed once', async () => {
  const made = await run('create', 'Ada@example.org', '--name', 'Ada Example')
  expect([made.exitCode, made.told]).toEqual([0, ''])
  expect(made.printed).toContain('Ada Example <ada@example.org> is an operator (admin).')
  const link = /https:\/\/console\.example\/link#([\w-]{43})\n/.exec(made.printed)
  expect(link).not.toBeNull()
  const listed = await run('list')
  expect(listed.printed).toMatch(/ada@example\.org {2}Ada Example {2}admin {2}invited/)
  expect(listed.printed).not.toContain(link![1])
})

test('an address that has an operator is refused, and told how to get a new link', async () => {
  const again = await run('create', 'ada@example.org', '--name', 'Ada', '--role', 'support')
  expect(again.exitCode).toBe(1)
  expect(again.told).toContain('"tenantry operator link ada@example.org" prints a new link')
  expect((await run('link', 'ada@example.org')).printed).toMatch(/console\.example\/link#[\w-]{43}/)
})

test('operators are disabled and let in again, but never the last administrator', async () => {
  const last = await run('disable', 'ada@example.org')
  expect([last.exitCode, last.told]).toEqual([1, expect.stringContaining('last administrator')])
  await run('create', 'sam@example.org', '--name', 'Sam', '--role', 'support')
  expect((await run('disable', 'sam@example.org')).exitCode).toBe(0)
  expect((await run('list')).printed).toMatch(/sam@example\.org.*disabled/)
  expect((await run('enable', 'sam@example.org')).exitCode).toBe(0)
  expect((await run('list')).printed).toMatch(/sam@example\.org.*invited/)
  expect((await run('reset-factor', 'sam@example.org')).exitCode).toBe(0)
})

test('nobody is nobody, and an unknown role is refused', async () => {
  const nobody = await run('link', 'nobody@example.org')
  expect([nobody.exitCode, nobody.told]).toEqual([1, expect.stringContaining('no operator nobody@')])
  const role = await run('create', 'x@example.org', '--name', 'X', '--role', 'god')
  expect([role.exitCode, role.told]).toEqual([2, expect.stringContaining('read_only')])
})
