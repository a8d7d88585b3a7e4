import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@tenantry/tenancy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openMailer } from '#platform/mail/mailer.ts'
import type { ControlOutboxTables } from '#platform/outbox/outbox.tables.ts'
import { askForDue } from '#platform/outbox/schedules.ts'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { type Deployment, masterKey, startDeployment, type Visitor } from '#test/deployment.ts'
import { emailOf, type TenantSlug } from '#test/deployment-template.ts'
import { startOwnServer } from '#test/own-server.ts'
import { type SmtpPeer, startSmtpPeer } from '#test/smtp.ts'
import { openAnchors } from './anchors.ts'
import { getVerification, type Verification, verifyAudit } from './audit.contract.ts'
import { verifyExport } from './export-chain.ts'
import { scheduleReports } from './jobs/schedule-reports.ts'
import { headsIn, headText } from './kept-heads.ts'
import { reportMail } from './mails/report-mail.ts'
import { type Marks, markTouched } from './marks.ts'
import { sealKeyOf } from './seal-key.ts'
import { type Sealer, startSealer } from './sealer.ts'

const folder = mkdtempSync(join(tmpdir(), 'tenantry-verification-'))
const key = sealKeyOf(masterKey)
const complain = (...said: unknown[]) => expect.unreachable(JSON.stringify(said))

let server: Awaited<ReturnType<typeof startOwnServer>>
let deployment: Deployment
let smtp: SmtpPeer
let marks: Marks
let sealer: Sealer
let owner: Visitor
beforeAll(async () => {
  server = await startOwnServer()
  smtp = await startSmtpPeer()
  deployment = await startDeployment({}, { given: server.given })
  await deployment.startWorker({ smtpUrl: smtp.url })
  const { tenancy } = deployment
  marks = markTouched(tenancy, complain)
  sealer = startSealer({
    tenancy,
    key,
    anchors: openAnchors(join(folder, 'heads.ndjson')),
    logger: { error: complain },
    everyMs: Number.POSITIVE_INFINITY,
  })
  owner = await deployment.signIn('acme', 'owner')
})
afterAll(async () => {
  await sealer.stop()
  await marks.close()
  await deployment.close()
  await smtp.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function seal() {
  await owner.get('/patients')
  await marks.flush()
  await sealer.pass()
}

/** Asks for a look and waits for what it finds. */
async function verifiedNow(): Promise<Verification> {
  const before = await owner.call(getVerification, {})
  await owner.call(verifyAudit, {})
  const at = (found: Verification) => found.chains[0]!.verdict?.verifiedAt
  let found = before
  await expect
    .poll(
      async () => {
        found = await owner.call(getVerification, {})
        return at(found)
      },
      { timeout: 30_000 },
    )
    .not.toBe(at(before))
  return found
}

const tamper = (slug: TenantSlug, statement: string) =>
  queryAsAdmin(
    deployment,
    { database: deployment.tenant(slug).placement.database, role: 'tenantry_maintenance' },
    statement,
    [deployment.tenant(slug).id],
  )

test('an owner has it verified, and sees what was found and the newest links', async () => {
  await seal()
  const { publicKey, chains } = await verifiedNow()
  expect(publicKey).toHaveLength(60)
  expect(chains).toMatchObject([
    { source: 'data', verdict: { faults: [] } },
    { source: 'control', verdict: { faults: [] } },
  ])
  expect(chains[0]!.links).toBeGreaterThan(0)
  expect(chains[0]!.hash).toMatch(/^[0-9a-f]{64}$/)
  expect(chains[1]!.verdict!.sealed).toBeGreaterThan(0)
})

test('an audit that was changed is said to be', async () => {
  await seal()
  const lost = `from core.audit_events where tenant_id = $1 and action = 'patients.list'`
  await tamper(
    'acme',
    `update core.audit_events set actor_name = 'Nobody' where id = (select id ${lost} order by id limit 1)`,
  )
  const { chains } = await verifiedNow()
  expect(chains[0]!.verdict!.faults).toMatchObject([{ kind: 'events_changed', n: 1 }])
  await tamper(
    'acme',
    `update core.audit_events set actor_name = 'owner' where actor_name = 'Nobody' and tenant_id = $1`,
  )
  expect((await verifiedNow()).chains[0]!.verdict!.faults).toEqual([])
})

test('nobody sees what was found of another clinic', async () => {
  const globex = await deployment.signIn('globex', 'owner')
  const { chains } = await globex.call(getVerification, {})
  expect(chains.map(({ verdict }) => verdict)).toEqual([null, null])
  const doctor = await deployment.signIn('acme', 'doctor')
  expect((await doctor.get('/audit/verification')).statusCode).toBe(403)
})

test('every tenant gets its report once a day, by its own clocks, and those who may read the audit get a mail', async () => {
  const control = deployment.tenancy.control<ControlOutboxTables>()
  const run = { id: newId(), attempt: 1, signal: AbortSignal.timeout(60_000) }
  for (let i = 0; i < 2; i++) await control.run((tx) => scheduleReports.work(tx, {}, run))
  const rows = await control.read((db) =>
    db.selectFrom('control.schedules').select(['tenantId', 'timeZone', 'nextAt']).execute(),
  )
  expect(rows).toHaveLength(deployment.tenancy.directory.all().length)
  const acme = rows.find(({ tenantId }) => tenantId === deployment.tenant('acme').id)!
  const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', timeZone: acme.timeZone })
  expect(hour.format(new Date(acme.nextAt))).toBe('06')

  await seal()
  smtp.received.splice(0)
  await askForDue(control, new Date(Date.parse(acme.nextAt) + 3_600_000))
  const mine = () =>
    smtp.received.filter(({ mail }) => mail.subject?.includes(deployment.tenant('acme').name))
  await expect.poll(() => mine().length, { timeout: 30_000 }).toBe(2)
  expect(new Set(mine().flatMap(({ to }) => to))).toEqual(
    new Set([emailOf('acme', 'owner'), emailOf('acme', 'admin')]),
  )
  expect(mine()[0]!.mail.subject).toMatch(/is intact/)
})

test('a head from a mail is held against an export: what was cut off since is found', async () => {
  await seal()
  const { mail, raw } = smtp.received.find(({ to }) => to.includes(emailOf('acme', 'owner')))!
  const heads = headsIn(raw)
  expect(heads.map(({ source }) => source).sort()).toEqual(['control', 'data'])
  expect(headsIn(mail.text!)).toEqual(heads)
  const exported = async () => {
    const { body } = await owner.get('/audit/chain')
    const file = join(folder, `${newId()}.ndjson`)
    // Whoever changes the database may also have the file of heads that lies beside it.
    writeFileSync(file, body.replace(/^\{"type":"head".*\n/gm, ''))
    return file
  }
  expect((await verifyExport(await exported(), key, heads)).sources.data.faults).toEqual([])
  const { n } = heads.find(({ source }) => source === 'data')!
  const since = `from core.audit_seals where tenant_id = $1 and n >= ${n}`
  const kept = await tamper(
    'acme',
    `select to_jsonb(seal) as seal from core.audit_seals seal where tenant_id = $1 and n >= ${n}`,
  )
  await tamper('acme', `delete ${since}`)
  const cut = await exported()
  expect((await verifyExport(cut, key)).sources.data.faults).toEqual([])
  expect((await verifyExport(cut, key, heads)).sources.data.faults).toMatchObject([
    { kind: 'head_missing', n },
  ])
  expect(kept.length).toBeGreaterThan(0)
})

test('heads are found in a mail in Hindi, too, and in the file of heads', async () => {
  const head = { source: 'data', n: 7, hash: 'ab'.repeat(32), signature: `${'A+/b'.repeat(21)}Ag==` } as const
  const mailer = openMailer({
    control: deployment.tenancy.control<never>(),
    smtpUrl: smtp.url,
    from: 'post@tenantry.test',
  })
  const values = {
    name: 'आशा',
    tenant: 'क्लिनिक',
    day: '1',
    events: 3,
    faults: [],
    key: 'k',
    link: 'https://a.test/audit',
  }
  const mail = reportMail('hi-IN', { ...values, heads: [headText(head)] })
  await mailer.send({ messageId: newId(), to: 'asha@example.org', ...mail })
  // Reports of other tenants may still be coming.
  const mine = smtp.received.find(({ to }) => to.includes('asha@example.org'))
  expect(headsIn(mine!.raw)).toEqual([head])
  expect(headsIn(`${JSON.stringify({ ...head, tenantId: newId(), at: 'x' })}\n`)).toEqual([head])
  expect(headsIn('nothing of the kind')).toEqual([])
})
