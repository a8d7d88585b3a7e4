import { listPractitioners } from '#apps/clinic/practitioners/practitioners.ts'
import type { PractitionerTables } from '#apps/clinic/practitioners/practitioners.tables.ts'
import { type Fleet, openFleet, type ProvisionStep } from '@tenantry/tenancy'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { migrationModules, provisionSteps } from '#server/modules.ts'
import { masterKey, password } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { linkTo, mailsTo } from '#test/mails.ts'
import { type Registrar, startRegistrar } from './registrar.ts'
import type { OfficeTables } from '#platform/settings/offices.tables.ts'
import type { RegistrationTables } from './registration.tables.ts'
import { type Asking, makeAsking } from './test/asking.ts'

const deployment = openDeployment()
let fleet: Fleet
let registrar: Registrar | undefined
let asked: Asking['asked']
let register: Asking['register']
let send: Asking['send']
let look: Asking['look']
let signIn: Asking['signIn']
let untilOver: Asking['untilOver']
const errors: unknown[] = []
beforeAll(async () => {
  ;({ asked, register, send, look, signIn, untilOver } = makeAsking(deployment))
  fleet = fleetWith([])
})
const fleetWith = (more: ProvisionStep[]) =>
  openFleet({
    adminUrl: deployment.adminUrl,
    masterKey,
    modules: migrationModules,
    steps: [...provisionSteps(deployment.files.storage), ...more],
  })
/** Its last step fails, for this reason. */
const fleetThatBreaks = (reason: string) =>
  fleetWith([{ name: 'breaks', run: () => Promise.reject(new Error(reason)) }])
const start = (given = fleet) =>
  startRegistrar({
    tenancy: deployment.tenancy,
    fleet: given,
    sweepMs: 20,
    onError: (error) => errors.push(error),
  })
beforeEach(() => {
  registrar = start()
})
afterEach(async () => {
  await registrar?.close()
  expect(errors.splice(0)).toEqual([])
})

test.each(['clinic', 'store'])('a %s registers itself, and its owner works in it', async (app) => {
  const body = asked({ app })
  const answer = await register(body)
  expect(answer.statusCode, answer.body).toBe(201)
  const { token } = answer.json()
  await untilOver(token)
  const address = `http://localhost:8080/${app}/${body.slug}/`
  expect(await look(token)).toEqual({ state: 'done', address })
  const session = await signIn(body.slug, body.owner.email)
  expect(session.json()).toMatchObject({
    roles: ['owner'],
    tenant: { name: body.name, app, status: 'active' },
  })
  const tenant = deployment.tenancy.directory.bySlug(body.slug)!
  expect(tenant).toMatchObject({ plan: 'trial', placement: { kind: 'pool' } })
  const offices = await deployment.tenancy
    .tables<OfficeTables>()
    .read(tenant, { kind: 'system', name: 'test' }, (db) =>
      db.selectFrom('core.offices').select('name').execute(),
    )
  expect(offices).toEqual([{ name: 'Riverside Clinic' }])
})

test('an owner who is a doctor gets his profile and the office he named, and a trial of thirty days', async () => {
  const office = { name: 'Karve Road', address: '12 Karve Road, Pune', phone: '020 2545 0000' }
  const doctor = { licenceNumber: 'MMC-1234', speciality: 'Paediatrics' }
  const body = asked({ office, doctor })
  const { token } = (await register(body)).json()
  await untilOver(token)
  const answer = await signIn(body.slug, body.owner.email)
  // Midnight may have come in between.
  const trialDaysLeft = expect.toBeOneOf([30, 29])
  expect(answer.json()).toMatchObject({ roles: ['owner', 'doctor'], tenant: { trialDaysLeft } })
  const tenant = deployment.tenancy.directory.bySlug(body.slug)!
  const read = deployment.tenancy.tables<OfficeTables & PractitionerTables>()
  const rows = await read.read(tenant, { kind: 'system', name: 'test' }, async (db) => ({
    offices: await db.selectFrom('core.offices').select(['name', 'address', 'phone']).execute(),
    doctors: await listPractitioners(db as never),
  }))
  expect(rows.offices).toEqual([office])
  expect(rows.doctors).toMatchObject([{ name: body.owner.name, ...doctor }])
  expect((await register(asked({ app: 'store', doctor }))).json()).toMatchObject({ field: 'doctor' })
})

test('a registration is in the audit: that it was asked for, and whose the clinic is', async () => {
  const body = asked()
  const answer = await register(body)
  await untilOver(answer.json().token)
  const tenant = deployment.tenancy.directory.bySlug(body.slug)!
  const requestId = answer.headers['x-request-id']
  const events = await queryAsAdmin(
    deployment,
    { role: 'tenantry_owner' },
    'select * from control.audit_events where tenant_id = $1 or request_id = $2 order by id',
    [tenant.id, requestId],
  )
  const name = body.owner.name
  expect(events).toMatchObject([
    {
      tenant_id: null,
      action: 'registrations.create',
      actor_kind: 'member',
      actor_name: name,
      ip: expect.stringMatching(/^203\.0\.113\./),
      entity: 'registration',
      detail: { changes: [{ fields: { slug: [null, body.slug], name: [null, body.name] } }] },
    },
    {
      tenant_id: tenant.id,
      action: 'tenants.create',
      entity: 'tenant',
      entity_id: tenant.id,
      roles: ['owner'],
      detail: { tenant: { slug: body.slug }, changes: [{ entity: 'member' }] },
    },
  ])
  expect(JSON.stringify(events)).not.toContain(body.owner.password)
})

test('who is refused a registration is in the audit, too', async () => {
  const taken = asked()
  await untilOver((await register(taken)).json().token)
  const owner = { ...taken.owner, password: 'somebody else’s words entirely' }
  const answer = await register(asked({ owner }))
  expect(answer.json()).toMatchObject({ code: 'wrong_credentials' })
  const find = () =>
    queryAsAdmin(
      deployment,
      { role: 'tenantry_owner' },
      `select * from control.audit_events where tenant_id is null and outcome = 'denied'`,
    )
  await expect
    .poll(find)
    .toMatchObject([{ action: 'registrations.create', actor: null, detail: { code: 'wrong_credentials' } }])
})

test('who says that he has an account has to have one', async () => {
  const { email, password: secret } = asked().owner
  const answer = await register(asked({ owner: { email, password: secret } }))
  expect(answer.json()).toMatchObject({ code: 'wrong_credentials' })
})

test('somebody who has an account registers with it and its password, and switches', async () => {
  const owner = { name: 'Doctor', email: 'doctor@acme.test', password }
  const wrong = await register(asked({ owner: { ...owner, password: 'grey otters walk at night' } }))
  expect(wrong.json()).toMatchObject({ status: 401, code: 'wrong_credentials' })
  const body = asked({ owner })
  const { token } = (await register(body)).json()
  await untilOver(token)
  const session = (await signIn(body.slug, owner.email, password)).json()
  expect(session).toMatchObject({ account: { email: owner.email }, otherTenants: [{ slug: 'acme' }] })
})

test('of several who ask for one address at once one gets it, and one owner', async () => {
  const slug = 'one-of-three'
  const bodies = [asked({ slug }), asked({ slug }), asked({ slug })]
  const answers = await Promise.all(bodies.map((body) => register(body)))
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409])
  await untilOver(answers.find(({ statusCode }) => statusCode === 201)!.json().token)
  const entered = await Promise.all(bodies.map(({ owner }) => signIn(slug, owner.email)))
  expect(entered.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401, 401])
})

test('what was there before is never given away', async () => {
  await registrar?.close()
  registrar = undefined
  const body = asked({ slug: 'made-by-hand' })
  const { token } = (await register(body)).json()
  // Meanwhile an operator makes a tenant of the same name at the same address.
  const { app, slug, name } = body
  await deployment.fleet.provision({ app, slug, name, plan: 'basic', placement: 'pool' })
  registrar = start()
  await untilOver(token)
  expect(await look(token)).toEqual({ state: 'refused', address: null })
  expect((await signIn(slug, body.owner.email)).statusCode).toBe(401)
})

test('what was cut short is completed, with one owner and one office', async () => {
  await registrar?.close()
  registrar = undefined
  const body = asked()
  const { token } = (await register(body)).json()
  registrar = start(fleetThatBreaks('cut short'))
  await expect.poll(() => errors.length, { timeout: 20_000, interval: 10 }).toBeGreaterThan(0)
  await registrar.close()
  expect(String(errors.splice(0)[0])).toContain('cut short')
  expect(deployment.tenancy.directory.bySlug(body.slug)).toMatchObject({ status: 'pending' })
  expect((await signIn(body.slug, body.owner.email)).statusCode).toBe(404)
  await deployment.tenancy.control<RegistrationTables>().run((tx) =>
    tx
      .updateTable('control.registrations')
      .set({ dueAt: new Date(0) })
      .where('state', '=', 'asked')
      .execute(),
  )
  registrar = start()
  await untilOver(token)
  expect((await signIn(body.slug, body.owner.email)).json()).toMatchObject({ roles: ['owner'] })
})

test('what is given up is undone: who asked is told, and the address is free again', async () => {
  await registrar?.close()
  registrar = undefined
  const body = asked()
  const { token } = (await register(body)).json()
  await deployment.tenancy
    .control<RegistrationTables>()
    .run((tx) =>
      tx.updateTable('control.registrations').set({ attempts: 4 }).where('slug', '=', body.slug).execute(),
    )
  registrar = start(fleetThatBreaks('broken for good'))
  await untilOver(token)
  await registrar.close()
  registrar = undefined
  expect(String(errors.splice(0)[0])).toContain('broken for good')
  expect(await look(token)).toEqual({ state: 'refused', address: null })
  expect(await fleet.find(body.slug)).toBeUndefined()
  // Whoever repairs what crashes have left finds nothing to complete, and makes no clinic without an owner.
  expect((await fleet.reconcile({ repair: true })).filter(({ object }) => object === body.slug)).toEqual([])

  registrar = start()
  const { email } = body.owner
  const again = (await register({ ...body, owner: { email, password: body.owner.password } })).json()
  await untilOver(again.token)
  expect((await signIn(body.slug, email)).json()).toMatchObject({ roles: ['owner'] })
})

test('the web login can ask, and can’t say whose a tenant is', async () => {
  const control = deployment.tenancy.control<RegistrationTables>()
  const tenantId = deployment.tenant('acme').id
  await expect(
    control.run((tx) => tx.updateTable('control.registrations').set({ tenantId }).execute()),
  ).rejects.toMatchObject({ code: '42501' })
})

test('a new owner is asked by mail whether the address is his, and one who has shown it is not', async () => {
  const body = asked()
  await untilOver((await register(body)).json().token)
  const { email } = body.owner
  const { page, token } = await linkTo(deployment, email)
  expect(page).toBe(`http://localhost:8080/clinic/${body.slug}/confirm-email`)
  const confirmed = await send('/email-links/use', { token }, { host: `${body.slug}.localhost:8080` })
  expect(confirmed.json()).toEqual({ kind: 'verify_email', email })
  const second = asked({ owner: { email, password: body.owner.password } })
  await untilOver((await register(second)).json().token)
  expect(await mailsTo(deployment, email)).toHaveLength(1)
})
