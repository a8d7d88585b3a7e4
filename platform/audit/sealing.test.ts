import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { masterKey, type Visitor } from '#test/deployment.ts'
import { controlGround } from './grounds.ts'
import { readEvents } from './read-chain.ts'
import { openSealingClinics } from './test/sealing-clinics.ts'

const clinics = openSealingClinics()
const { file, groundOf, verify, tamper, sealSome, withMarks } = clinics

test('a mark that could not be written is written when that is possible again', async () => {
  const { deployment, globex } = clinics
  const asOwner = (statement: string) =>
    queryAsAdmin<{ touched: boolean }>(
      deployment,
      { database: new URL(deployment.adminUrl).pathname.slice(1), role: 'tenantry_owner' },
      statement,
    )
  const failures: unknown[] = []
  await withMarks(
    (error) => failures.push(error),
    async (own) => {
      await asOwner(
        'delete from control.audit_marks; revoke insert, update on control.audit_marks from tenantry_control',
      )
      await globex.get('/patients')
      await own.flush()
      expect(failures.length).toBeGreaterThan(0)
      await asOwner('grant insert, update on control.audit_marks to tenantry_control')
      const isMarked = () =>
        asOwner(
          `select true as touched from control.audit_marks where tenant_id = '${deployment.tenant('globex').id}'`,
        )
      await expect.poll(isMarked, { timeout: 20_000, interval: 50 }).toEqual([{ touched: true }])
    },
  )
})

test('what has happened is sealed, in data databases and in the control database', async () => {
  const { deployment, acme } = clinics
  await sealSome(acme)
  const verdict = await verify('acme')
  expect(verdict).toMatchObject({ faults: [], unsealed: 0 })
  expect(verdict.links).toBeGreaterThanOrEqual(3)
  const control = controlGround(deployment.tenancy, deployment.tenant('acme').id)
  const ofControl = await verify('acme', control)
  expect(ofControl).toMatchObject({ faults: [], unsealed: 0 })
  expect(ofControl.sealed).toBeGreaterThan(0)
})

test('a tenant without new events gets no further link', async () => {
  const { deployment, sealer } = clinics
  const solo = await deployment.signIn('solo', 'owner')
  await sealSome(solo, 1)
  const { links } = await verify('solo')
  await sealer.pass()
  expect(await verify('solo')).toMatchObject({ links })
  expect(links).toBeGreaterThan(0)
})

test('events of a transaction that is still running wait, and so does all that is younger', async () => {
  const { deployment, acme, marks, sealer } = clinics
  await sealSome(acme, 1)
  const { sealed } = await verify('acme')
  const { promise, resolve } = Promise.withResolvers<void>()
  const data = deployment.tenancy.tables<Record<'core.counters', Record<string, unknown>>>()
  const begun = Promise.withResolvers<void>()
  const running = data.run(deployment.tenant('acme'), { kind: 'system', name: 'test' }, async (tx) => {
    await tx
      .insertInto('core.outbox_jobs' as never)
      .values(aJob() as never)
      .execute()
    begun.resolve()
    await promise
  })
  await begun.promise
  await acme.get('/patients')
  await marks.flush()
  await sealer.pass()
  expect(await verify('acme')).toMatchObject({ faults: [], sealed, unsealed: 1 })
  resolve()
  await running
  // No event came meanwhile, and yet it is looked at again.
  await sealer.pass()
  expect(await verify('acme')).toMatchObject({ faults: [], sealed: sealed + 1, unsealed: 0 })
})

const aJob = () => ({ id: crypto.randomUUID(), name: 'nothing-at-all', payload: '{}' })

test('sealing while others write loses nothing and counts nothing twice', async () => {
  const { deployment, acme, globex, marks, sealer } = clinics
  let writing = true
  const write = async (visitor: Visitor) => {
    while (writing) {
      await Promise.all([
        visitor.get('/patients'),
        visitor.post('/patients', { givenName: 'Busy', confirmedDuplicate: true }),
      ])
    }
  }
  const writers = [write(acme), write(acme), write(globex)]
  for (let pass = 0; pass < 15; pass++) {
    await marks.flush()
    await sealer.pass()
  }
  writing = false
  await Promise.all(writers)
  await marks.flush()
  await sealer.pass()
  await sealer.pass()
  for (const slug of ['acme', 'globex'] as const) {
    const [row] = await tamper(
      slug,
      'select count(*)::text as id from core.audit_events where tenant_id = $1',
      [deployment.tenant(slug).id],
    )
    expect(await verify(slug)).toMatchObject({ faults: [], unsealed: 0, sealed: Number(row!.id) })
  }
})

test('sealers that are killed, and two at once, leave a chain without gaps', async () => {
  const { deployment, acme, marks, sealer } = clinics
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(
      process.execPath,
      [
        join(import.meta.dirname, 'test/sealer.process.ts'),
        deployment.databaseUrl,
        masterKey.toString('hex'),
        file,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    await once(child.stdout!, 'data')
    return child
  }
  for (let round = 0; round < 4; round++) {
    const children = await Promise.all([start(), start()])
    for (let i = 0; i < 10 + round * 5; i++) await acme.get('/patients')
    await marks.flush()
    for (const child of children) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
  await acme.get('/patients')
  await marks.flush()
  await expect
    .poll(async () => {
      await sealer.pass()
      return verify('acme')
    })
    .toMatchObject({ faults: [], unsealed: 0 })
})

test('events come in the order of their transactions, where the numbers of these get a digit longer', async () => {
  const { deployment } = clinics
  const later = ['99999999', '100000000', '100000001']
  for (const xid of later.toReversed()) {
    await tamper(
      'solo',
      `insert into core.audit_events (tenant_id, id, xid, database_id, actor_kind, action, entity, outcome)
       select tenant_id, gen_random_uuid(), $2::xid8, database_id, 'member', 'patients.read', 'patient', 'success'
         from core.audit_events where tenant_id = $1 limit 1`,
      [deployment.tenant('solo').id, xid],
    )
  }
  const read: string[] = []
  for await (const page of readEvents(groundOf('solo'))) read.push(...page.map(({ xid }) => xid))
  expect(read.slice(-3)).toEqual(later)
})
