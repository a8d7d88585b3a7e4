import type { Tenant } from '@tenantry/tenancy'
import { beforeAll, expect, test } from 'vitest'
import { listPractitioners } from '#apps/clinic/practitioners/practitioners.ts'
import type { PractitionerTables } from '#apps/clinic/practitioners/practitioners.tables.ts'
import type { ClinicTables } from '#apps/clinic/clinic.tables.ts'
import { checkLedger } from '#platform/ledger/check-ledger.ts'
import { startDeployment } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { demoSignInsOf } from './demo-sign-ins.ts'
import { demoTenants } from './demo-tenants.ts'
import { prepareDemo } from './prepare-demo.ts'

const address = { platformHost: 'localhost', platformOrigin: 'http://localhost:8080' }
const deployment = openDeployment({ demoSignIns: demoSignInsOf })
let tenants: Tenant[]

beforeAll(async () => {
  // Makes the template that new silos are copied from.
  await deployment.fleet.migrate()
  tenants = await prepareDemo({ ...deployment, address })
})

const countsOf = () =>
  Promise.all(
    tenants.map((tenant) =>
      deployment.tenancy.tables<ClinicTables>().read(tenant, { kind: 'system', name: 'test' }, (db) =>
        db
          .selectFrom('clinic.patients')
          .select(({ fn }) => [fn.countAll<number>().as('patients'), fn.max('updatedAt').as('changed')])
          .executeTakeFirst(),
      ),
    ),
  )

const send = (base: string, url: string, { cookie, body }: { cookie?: string; body?: object } = {}) =>
  deployment.app.inject({
    method: body ? 'POST' : 'GET',
    url: `${base}/api${url}`,
    headers: {
      host: 'localhost:8080',
      'sec-fetch-site': 'same-origin',
      ...(cookie && { cookie }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { payload: JSON.stringify(body) }),
  })

test('the five demonstrations have their plans and places', () => {
  expect(
    tenants.map(({ slug, app, plan, placement, demo }) => [slug, app, plan, placement.kind, demo]),
  ).toEqual([
    ['quantumhealth', 'clinic', 'enterprise', 'pool', true],
    ['santkrupa', 'clinic', 'basic', 'pool', true],
    ['smartdmv', 'clinic', 'premium', 'silo', true],
    ['medicalapp', 'clinic', 'trial', 'pool', true],
    ['quantumtrack', 'store', 'professional', 'pool', true],
  ])
})

test('each clinic has its doctors, with profiles of their own', async () => {
  for (const tenant of tenants.filter(({ app }) => app === 'clinic')) {
    const names = await deployment.tenancy
      .tables<PractitionerTables>()
      .read(tenant, { kind: 'system', name: 'test' }, listPractitioners)
      .then((doctors) => doctors.map(({ name }) => name))
    expect(names, tenant.slug).toEqual(
      demoTenants
        .find((demo) => demo.tenant.slug === tenant.slug)!
        .members.filter(({ name, role }) => name.startsWith('Dr. ') && role !== 'viewer')
        .map(({ name }) => name)
        .sort(),
    )
  }
})

test('each of their people signs in with what the sign-in page shows', async () => {
  for (const { slug, app } of tenants) {
    await expect.poll(() => deployment.tenancy.directory.bySlug(slug)?.status).toBe('active')
    const base = `/${app}/${slug}`
    const { demoSignIns } = (await send(base, '/tenant')).json()
    expect(demoSignIns.length).toBeGreaterThan(0)
    for (const { email, password, role } of demoSignIns) {
      const answer = await send(base, '/session', { body: { email, password } })
      expect(answer.statusCode, answer.body).toBe(200)
      expect(answer.json().roles).toEqual([role])
    }
  }
})

test('the patients of each clinic are on its list, with their households and charts', async () => {
  const [{ slug, app } = tenants[0]!] = tenants
  const base = `/${app}/${slug}`
  const [owner] = demoSignInsOf(tenants[0]!)
  const signedIn = await send(base, '/session', { body: { email: owner!.email, password: owner!.password } })
  const cookie = String(signedIn.headers['set-cookie']).split(';', 1)[0]!
  const { items } = (await send(base, '/patients?limit=200', { cookie })).json()
  expect(items).toHaveLength(demoTenants[0]!.patients!.count)
})

test('the shop has customers who owe, who are late, and who do not', async () => {
  const shop = tenants.find((tenant) => tenant.app === 'store')!
  const base = `/${shop.app}/${shop.slug}`
  const [owner] = demoSignInsOf(shop)
  const signedIn = await send(base, '/session', { body: { email: owner!.email, password: owner!.password } })
  const cookie = String(signedIn.headers['set-cookie']).split(';', 1)[0]!
  const customers = async () => (await send(base, '/customers?limit=200', { cookie })).json().items
  const items = await customers()
  expect(items).toHaveLength(demoTenants.at(-1)!.customers!.count)
  expect(items.some(({ overdueMinor }: { overdueMinor: number }) => overdueMinor > 0)).toBe(true)
  expect(items.some(({ balanceMinor }: { balanceMinor: number }) => balanceMinor < 0)).toBe(true)
  const late: { skip: string | null }[] = (await send(base, '/reminders', { cookie })).json().items
  expect(new Set(late.map(({ skip }) => skip))).toEqual(
    new Set([
      null,
      'claimed',
      'disputed',
      'no_consent',
      'no_phone',
      'opted_out',
      'promised',
      'recently_reminded',
    ]),
  )
  expect((await send(base, '/claims', { cookie })).json().items).toHaveLength(1)
  const actor = { kind: 'system', name: 'test' } as const
  expect(await deployment.tenancy.tables<unknown>().read(shop, actor, checkLedger)).toEqual([])
  await prepareDemo({ ...deployment, address })
  expect(await customers()).toEqual(items)
})

test('a second start changes nothing', async () => {
  const before = await countsOf()
  expect(before.map((row) => row?.patients)).toEqual([60, 45, 40, 25, 0])
  const again = await prepareDemo({ ...deployment, address })
  expect(again.map(({ id }) => id)).toEqual(tenants.map(({ id }) => id))
  expect(await countsOf()).toEqual(before)
})

test('a real clinic that has a demonstration’s name gets neither accounts nor patients', {
  timeout: 240_000,
}, async () => {
  const other = await startDeployment({ demoSignIns: demoSignInsOf })
  try {
    await other.fleet.migrate()
    await other.fleet.provision({ ...demoTenants[1]!.tenant, name: 'The real Santkrupa', demo: false })
    const lines: string[] = []
    const prepared = await prepareDemo({ ...other, address, report: (line) => lines.push(line) })
    expect(prepared.map(({ slug }) => slug)).not.toContain('santkrupa')
    expect(lines).toContain('"santkrupa" is no demonstration and stays as it is')
    const tenant = await other.fleet.find('santkrupa')
    expect(demoSignInsOf(tenant!)).toEqual([])
    const members = await other.tenancy
      .control<{ 'control.members': { tenantId: string; id: string } }>()
      .read((db) =>
        db.selectFrom('control.members').select('id').where('tenantId', '=', tenant!.id).execute(),
      )
    expect(members).toEqual([])
  } finally {
    await other.close()
  }
})
