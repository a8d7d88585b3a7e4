import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { queryAsAdmin } from '#test/audit-events.ts'
import { type Deployment, masterKey, startDeployment, type Visitor } from '#test/deployment.ts'
import { anchorFile, type Anchors, openAnchors, readAnchors } from './anchors.ts'
import { controlGround, dataGround } from './grounds.ts'
import { type Marks, markTouched } from './marks.ts'
import { readEvents } from './read-chain.ts'
import { verifyGround } from './verify-ground.ts'
import { startOwnServer } from '#test/own-server.ts'
import { sealKeyOf } from './seal-key.ts'
import { type Sealer, startSealer } from './sealer.ts'

const key = sealKeyOf(masterKey)
const folder = mkdtempSync(join(tmpdir(), 'tenantry-heads-'))
const file = anchorFile(folder)
const complain = (...said: unknown[]) => expect.unreachable(JSON.stringify(said))

let deployment: Deployment
let marks: Marks
let anchors: Anchors
let sealer: Sealer
let acme: Visitor
let globex: Visitor
let server: Awaited<ReturnType<typeof startOwnServer>>
beforeAll(async () => {
  server = await startOwnServer()
  deployment = await startDeployment({}, { given: server.given })
  marks = markTouched(deployment.tenancy, complain)
  acme = await deployment.signIn('acme', 'owner')
  globex = await deployment.signIn('globex', 'owner')
})
afterAll(async () => {
  await marks.close()
  await deployment.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

type Slug = 'acme' | 'globex' | 'solo'
const groundOf = (slug: Slug) => dataGround(deployment.tenancy, deployment.tenant(slug))
const verify = async (slug: Slug) =>
  verifyGround(groundOf(slug), { key, anchors: await readAnchors(file, deployment.tenant(slug).id) })
const kinds = async (slug: Slug) => (await verify(slug)).faults.map(({ kind }) => kind)

const tamper = (slug: Slug, statement: string, values: unknown[] = []) =>
  queryAsAdmin<{ id: string }>(
    deployment,
    { database: deployment.tenant(slug).placement.database, role: 'tenantry_maintenance' },
    statement,
    values,
  )

/** Some events, sealed in several links. */
async function sealSome(visitor: Visitor, links = 3) {
  for (let link = 0; link < links; link++) {
    for (let i = 0; i < 3; i++) await visitor.get('/patients')
    await marks.flush()
    await sealer.pass()
  }
  await anchors.close()
}

const makeSealer = () => {
  anchors = openAnchors(file)
  sealer = startSealer({
    tenancy: deployment.tenancy,
    key,
    anchors,
    logger: { error: complain },
    everyMs: Number.POSITIVE_INFINITY,
  })
}

beforeEach(() => makeSealer())

test('a mark that could not be written is written when that is possible again', async () => {
  const asOwner = (statement: string) =>
    queryAsAdmin<{ touched: boolean }>(
      deployment,
      { database: new URL(deployment.adminUrl).pathname.slice(1), role: 'tenantry_owner' },
      statement,
    )
  const failures: unknown[] = []
  await marks.close()
  const own = markTouched(deployment.tenancy, (error) => failures.push(error))
  try {
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
  } finally {
    await own.close()
    marks = markTouched(deployment.tenancy, complain)
  }
})

test('what has happened is sealed, in data databases and in the control database', async () => {
  await sealSome(acme)
  const verdict = await verify('acme')
  expect(verdict).toMatchObject({ faults: [], unsealed: 0 })
  expect(verdict.links).toBeGreaterThanOrEqual(3)
  const control = controlGround(deployment.tenancy, deployment.tenant('acme').id)
  const ofControl = await verifyGround(control, {
    key,
    anchors: await readAnchors(file, deployment.tenant('acme').id),
  })
  expect(ofControl).toMatchObject({ faults: [], unsealed: 0 })
  expect(ofControl.sealed).toBeGreaterThan(0)
})

test('a tenant without new events gets no further link', async () => {
  const solo = await deployment.signIn('solo', 'owner')
  await sealSome(solo, 1)
  const { links } = await verify('solo')
  await sealer.pass()
  expect(await verify('solo')).toMatchObject({ links })
  expect(links).toBeGreaterThan(0)
})

test('events of a transaction that is still running wait, and so does all that is younger', async () => {
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

// Each as somebody could who has all rights in the database. The change is undone, so that each stands alone.
const lastSealed = `(select max(to_xid) from core.audit_seals where tenant_id = $1)`
const tamperings: [what: string, kind: string, statement: string][] = [
  [
    'an event is edited',
    'events_changed',
    `update core.audit_events set actor_name = 'Somebody else'
      where id = (select id from core.audit_events where tenant_id = $1 and xid < ${lastSealed} limit 1)`,
  ],
  [
    'an event is deleted',
    'events_missing',
    `delete from core.audit_events
      where id = (select id from core.audit_events where tenant_id = $1 and xid < ${lastSealed} limit 1)`,
  ],
  [
    'an event is put in later, under a transaction that was sealed',
    'events_added',
    `insert into core.audit_events (tenant_id, id, xid, database_id, actor_kind, action, entity, outcome)
     select tenant_id, gen_random_uuid(), xid, database_id, 'member', 'patients.read', 'patient', 'success'
       from core.audit_events where tenant_id = $1 and xid < ${lastSealed} limit 1`,
  ],
  [
    'a link in the middle is dropped',
    'link_missing',
    'delete from core.audit_seals where tenant_id = $1 and n = 2',
  ],
  [
    'the newest link is dropped',
    'head_missing',
    `delete from core.audit_seals where tenant_id = $1
        and n = (select max(n) from core.audit_seals where tenant_id = $1)`,
  ],
  [
    'an event is moved to another tenant',
    'events_missing',
    `update core.audit_events set tenant_id = $2
      where id = (select id from core.audit_events where tenant_id = $1 and xid < ${lastSealed} limit 1)`,
  ],
]

test.each(tamperings)('it is seen when %s', async (_what, kind, statement) => {
  await sealSome(acme)
  await sealSome(globex, 1)
  const { id, placement } = deployment.tenant('acme')
  const other = deployment.tenant('globex').id
  expect(await kinds('acme')).toEqual([])
  await keepCopy()
  await tamper('acme', statement, statement.includes('$2') ? [id, other] : [id])
  expect(await kinds('acme')).toContain(kind)
  if (statement.includes('$2')) expect(await kinds('globex')).toContain('events_added')
  await restoreCopy()
  expect(await kinds('acme')).toEqual([])
  expect(await kinds('globex')).toEqual([])

  async function keepCopy() {
    await asOwner(`create table core.kept_events as select * from core.audit_events;
      create table core.kept_seals as select * from core.audit_seals;
      grant select on core.kept_events, core.kept_seals to tenantry_maintenance`)
  }
  async function restoreCopy() {
    for (const table of ['events', 'seals']) {
      await tamper('acme', `delete from core.audit_${table}`)
      await tamper('acme', `insert into core.audit_${table} select * from core.kept_${table}`)
    }
    await asOwner('drop table core.kept_events, core.kept_seals')
  }
  function asOwner(text: string) {
    const { database } = placement
    // Row security would hide every row from the owner: the copy is made as a role that it does not bind.
    return queryAsAdmin(
      deployment,
      { database, role: 'tenantry_owner' },
      'grant create on schema core to tenantry_maintenance',
    ).then(() => queryAsAdmin(deployment, { database, role: 'tenantry_maintenance' }, text))
  }
})

test('sealing while others write loses nothing and counts nothing twice', async () => {
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
