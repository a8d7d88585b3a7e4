import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openOwnPlace } from './test/own-place.ts'

const { environmentOf, run, runJson, onControl, onPool } = openOwnPlace('tenants')

test('migrate makes the databases, and has nothing to do the second time', async () => {
  expect(await run(['migrate'])).toMatchObject({ exitCode: 0 })
  const { reply } = await runJson(['migrate'])
  expect(reply).toMatchObject({ applied: 0, failed: [] })
})

test('migrate says what it would run, and runs nothing', async () => {
  expect((await run(['migrate', '--dry-run'])).printed).toBe('Nothing to do: every database is up to date.\n')
  // As the next release finds it: this one's last file has not run.
  const [last] = await onPool(
    `delete from fence.migrations where (module, number) =
       (select module, number from fence.migrations where module = 'clinic' order by number desc limit 1)
     returning module, number, name, checksum, expand`,
  )
  const { name, number, checksum, expand } = last!
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
    `insert into fence.migrations (module, number, name, checksum, expand) values ('clinic', ${number}, '${name}', '${checksum}', ${expand})`,
  )
  const recheck = await run(['migrate', '--recheck'])
  expect(recheck.exitCode).toBe(0)
})

test('a database that was brought back from a backup is found with --recheck', async () => {
  const [before] = await onControl(`select schema from control.databases where kind = 'pool'`)
  await onControl(
    `update control.databases set schema = jsonb_set(schema, '{fence}', '["0"]') where kind = 'pool'`,
  )
  expect((await runJson(['migrate'])).reply).toMatchObject({ applied: 0, current: 2 })
  const { printed } = await run(['migrate', '--recheck', '--dry-run'])
  expect(printed).toMatch(/_pool has run everything: only the record would be corrected\./)
  const { told, exitCode } = await run(['migrate', '--recheck'])
  expect(exitCode).toBe(0)
  expect(told).toContain('_pool had reached something else than was recorded')
  const now = await onControl(`select schema from control.databases where kind = 'pool'`)
  expect(now).toEqual([before])
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
  const rows = await onControl(
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
  const rows = await onControl(
    `select slug from control.tenants where slug = 'half'
      union all select email from control.accounts where email = 'cyn@half.example'`,
  )
  expect(rows).toEqual([])
  expect((await run(['tenant', 'abandon', 'half'])).exitCode).toBe(1)
  const entered = await run(['tenant', 'abandon', 'acme'])
  expect(entered).toMatchObject({
    exitCode: 1,
    told: expect.stringMatching(/^The tenant "acme" is active: only one .* can be abandoned\n$/),
  })
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
  expect(printed).toMatch(/main +tenants_\w+_pool +pool +serving +2 +.*fence \d/)
  expect((await run(['databases', '--failed'])).printed).toBe('No database was set aside.\n')
  await onControl(`update control.databases set failure = 'it was broken' where kind = 'silo'`)
  expect((await run(['databases', '--failed'])).printed).toMatch(/_silo_\d+ +silo .* it was broken\n$/)
  expect(await run(['reconcile'])).toMatchObject({
    exitCode: 3,
    printed: expect.stringMatching(/silo_\d+ on main was set aside: its migration failed: it was broken\./),
  })
  await onControl('update control.databases set failure = null')
})

test('a silo that was set aside keeps no other tenant from being made', async () => {
  await onControl(
    `update control.databases set name = name || '0', signature = 'older' where kind = 'silo' and state = 'serving'`,
  )
  const { exitCode, told } = await run(['tenant', 'create', 'beside', '--name', 'Beside'])
  expect([exitCode, told]).toEqual([0, expect.stringMatching(/_silo_\d+ on main is set aside; .*--failed/)])
  expect((await run(['tenant', 'show', 'beside'])).printed).toContain('active')
  await onControl(
    `update control.databases as silo set name = left(silo.name, -1), failure = null, signature = pool.signature
       from control.databases as pool where silo.kind = 'silo' and silo.state = 'serving' and pool.kind = 'pool'`,
  )
})

test('suspend gives the reason, resume takes it back', async () => {
  const suspended = await runJson(['tenant', 'suspend', 'acme', '--reason', 'unpaid since May'])
  expect(suspended.reply).toMatchObject({ status: 'suspended', statusReason: 'unpaid since May' })
  expect((await runJson(['tenant', 'show', 'acme'])).reply.status).toBe('suspended')
  expect((await runJson(['tenant', 'resume', 'acme'])).reply).toMatchObject({
    status: 'active',
    statusReason: null,
  })
  const silent = await run(['tenant', 'suspend', 'acme', '--reason', ' '])
  expect(silent).toMatchObject({ exitCode: 2, told: expect.stringContaining('It must say something.') })
})

test('one that nobody can enter any more, or not yet, is neither suspended nor resumed, and that is said', async () => {
  for (const status of ['pending', 'closed']) {
    await onControl(`update control.tenants set status = '${status}' where slug = 'solo'`)
    for (const line of [
      ['suspend', 'solo', '--reason', 'unpaid'],
      ['resume', 'solo'],
    ]) {
      const { exitCode, told } = await run(['tenant', ...line])
      expect([exitCode, told]).toEqual([1, expect.stringContaining(`The tenant "solo" is ${status}`)])
    }
  }
  await onControl(`update control.tenants set status = 'active' where slug = 'solo'`)
})
