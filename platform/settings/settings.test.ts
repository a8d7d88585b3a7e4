import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { connectTo } from '#test/past-the-fence.ts'
import { newMember } from '#test/new-member.ts'
import { isGstin } from './gstin.ts'
import { isTimeZone } from './regions.ts'

const deployment = openDeployment()
let owner: Visitor
let foreigner: Visitor
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
  foreigner = await deployment.signIn('globex', 'owner')
})

const read = async (by = owner) => (await by.get('/settings')).json()
const change = async (body: object, by = owner) =>
  by.patch('/settings', { version: (await read(by)).version, ...body })
const session = async (by = owner) => (await by.get('/session')).json().tenant

test('a clinic that has said nothing has the product’s settings, and a new name is shown at once', async () => {
  expect(await read(foreigner)).toMatchObject({
    name: 'Globex Clinic',
    weekStart: 1,
    idleMinutes: 30,
    version: 0,
  })
  const answer = await change({
    name: ' Acme Hospital ',
    timeZone: 'Asia/Dubai',
    locale: 'en-AE',
    weekStart: 7,
  })
  expect(answer.json()).toMatchObject({
    name: 'Acme Hospital',
    timeZone: 'Asia/Dubai',
    weekStart: 7,
    version: 1,
  })
  expect(await session()).toMatchObject({
    name: 'Acme Hospital',
    timeZone: 'Asia/Dubai',
    locale: 'en-AE',
    weekStart: 7,
  })
  expect((await deployment.visit('acme').get('/tenant')).json()).toMatchObject({ name: 'Acme Hospital' })
  // The kernel's directory, by which days are reckoned, hears of it.
  await expect.poll(() => deployment.tenant('acme').timeZone).toBe('Asia/Dubai')
  const { timeZone } = deployment.tenant('globex')
  expect(await read(foreigner)).toMatchObject({ name: 'Globex Clinic', timeZone, version: 0 })
})

test('of two who change the same settings the slower one is told so', async () => {
  const { version } = await read()
  const answers = await Promise.all([
    owner.patch('/settings', { version, weekStart: 1 }),
    owner.patch('/settings', { version, weekStart: 6 }),
  ])
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412])
  expect(await read()).toMatchObject({ version: version + 1 })
})

test.each([
  ['name', { name: '  ' }],
  ['locale', { locale: 'zz-nowhere-x' }],
  ['currency', { currency: 'ABC' }],
  ['timeZone', { timeZone: 'Asia/Atlantis' }],
  ['timeZone', { timeZone: '+05:30' }],
  ['idleMinutes', { idleMinutes: 4 }],
  ['idleMinutes', { idleMinutes: 61 }],
  ['weekStart', { weekStart: 8 }],
  ['accent', { accent: 'red' }],
  ['status', { status: 'active' }],
])('a %s that cannot be is refused', async (field, body) => {
  const before = await read()
  const answer = await change(body)
  expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'invalid_input', field }])
  expect(await read()).toEqual(before)
})

test('zones are places', () => {
  expect(['UTC', 'Asia/Kolkata', 'America/Argentina/Ushuaia', 'Etc/GMT+5'].filter(isTimeZone)).toHaveLength(4)
  expect(['EST5EDT', '+05:30', 'Asia/Atlantis', 'asia/kolkata', ''].filter(isTimeZone)).toEqual([])
})

test('the currency is chosen before amounts are written down, and stays then', async () => {
  const shopkeeper = await deployment.signIn('shop', 'owner')
  expect((await change({ currency: 'AED' }, shopkeeper)).json()).toMatchObject({ currency: 'AED' })
  await expect.poll(() => deployment.tenant('shop').currency).toBe('AED')
  await shopkeeper.post('/customers', { name: 'Ravi', openingBalanceMinor: 5000 })
  const refused = await change({ currency: 'INR' }, shopkeeper)
  expect([refused.statusCode, refused.json()]).toMatchObject([409, { code: 'in_use', field: 'currency' }])
  // The same currency is no change.
  expect((await change({ currency: 'AED', weekStart: 2 }, shopkeeper)).statusCode).toBe(200)
  expect((await change({ currency: 'USD' }, await deployment.signIn('depot', 'owner'))).statusCode).toBe(200)
})

test('a viewer reads the settings and changes none, and a nurse sees none', async () => {
  const viewer = await deployment.signIn('acme', 'viewer')
  expect(await read(viewer)).toMatchObject({ can: { edit: false } })
  expect((await change({ weekStart: 2 }, viewer)).statusCode).toBe(403)
  const nurse = await newMember(deployment, 'acme', ['nurse'])
  expect((await nurse.get('/settings')).statusCode).toBe(403)
})

test('what changed, by whom and from what, stands in the audit', async () => {
  await change({ weekStart: 5 })
  const { items } = (await owner.get('/audit/events?action=settings&limit=5')).json()
  expect(items[0]).toMatchObject({ action: 'settings.update', entity: 'settings', outcome: 'success' })
  expect(items[0].detail.changes[0].fields.weekStart[1]).toBe(5)
})

test('the web login carries five words of a tenant over and can write nothing else of it', async () => {
  const web = await connectTo(deployment.databaseUrl)
  const { id } = deployment.tenant('globex')
  for (const column of ['name', 'status', 'database_id', 'plan']) {
    const refusal = web.query(`update control.tenants set ${column} = ${column} where id = $1`, [id])
    await expect(refusal, column).rejects.toMatchObject({ code: '42501' })
  }
  await expect(web.query('select settings.carry()')).rejects.toMatchObject({ code: '42501' })
  await web.end()
})

test('what is printed of a clinic is kept beside its patients, and a wrong GSTIN is found', async () => {
  await change({ locale: 'en-IN' })
  await expect.poll(() => deployment.tenant('acme').locale).toBe('en-IN')
  const profile = (await owner.get('/settings/profile')).json()
  expect(profile).toMatchObject({ legalName: '', email: null, version: 0, can: { edit: true } })
  const empty = { ...profile, can: undefined }
  const put = (body: object, by = owner) =>
    by.request({
      method: 'PUT',
      url: '/settings/profile',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ ...empty, ...body }),
    })
  const wrong = await put({ taxNumber: '27AAPFU0939F1ZX' })
  expect([wrong.statusCode, wrong.json()]).toMatchObject([400, { code: 'invalid_input', field: 'taxNumber' }])
  const saved = await put({ legalName: 'Acme Health LLP', taxNumber: ' 27 aapfu0939f1zv ' })
  expect(saved.json()).toMatchObject({
    legalName: 'Acme Health LLP',
    taxNumber: '27AAPFU0939F1ZV',
    version: 1,
  })
  expect((await put({ legalName: 'Too late' })).statusCode).toBe(412)
  expect((await foreigner.get('/settings/profile')).json()).toMatchObject({ legalName: '', version: 0 })
})

test('the check digit of a GSTIN', () => {
  expect(['27AAPFU0939F1ZV', '29AAGCB7383J1Z4'].filter(isGstin)).toHaveLength(2)
  expect(['27AAPFU0939F1ZW', '27AAPFU0939F1Z', '27aapfu0939f1zv', ''].filter(isGstin)).toEqual([])
})

test('a clinic’s own idle time is judged at each request, for that clinic alone', async () => {
  // At Acme a doctor, at Globex a viewer: one session on the platform's host serves both.
  const both = await deployment.signInBoth('acme')
  const atGlobex = deployment.visit('globex', both.cookie)
  const tokenHash = createHash('sha256').update(both.cookie!.split('=')[1]!).digest()
  const idleFor = (minutes: number) =>
    deployment.admin.query(
      `update control.sessions set seen_at = now() - make_interval(mins => $2) where token_hash = $1`,
      [tokenHash, minutes],
    )
  const answers = async () => [
    (await both.get('/session')).statusCode,
    (await atGlobex.get('/session')).statusCode,
  ]
  await change({ idleMinutes: 5 })
  await idleFor(6)
  expect((await both.get('/session')).statusCode).toBe(401)
  expect((await atGlobex.get('/session')).statusCode).toBe(200)
  // Being there counts for both.
  expect(await answers()).toEqual([200, 200])
  await change({ idleMinutes: 60 })
  await idleFor(59)
  expect([(await atGlobex.get('/session')).statusCode, (await both.get('/session')).statusCode]).toEqual([
    401, 200,
  ])
  await idleFor(60)
  expect(await answers()).toEqual([401, 401])
})
