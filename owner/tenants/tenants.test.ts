import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ConsoleSide, openConsole, type OperatorVisitor } from '#test/operators.ts'
import { openFleet } from '@tenantry/tenancy'
import { provisionSteps } from '#platform/registration/provision-steps.ts'
import { startRegistrar } from '#platform/registration/registrar.ts'
import { migrationModules } from '#server/modules.ts'
import { masterKey } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { startTenantDesk } from './tenant-desk.ts'

const deployment = openDeployment()
let side: ConsoleSide
let support: OperatorVisitor
let desk: ReturnType<typeof startTenantDesk>
beforeAll(async () => {
  side = await openConsole(deployment)
  support = await side.enter('support')
  const { tenancy, fleet } = deployment
  desk = startTenantDesk({ tenancy, fleet, onError: (error) => expect.unreachable(String(error)) })
})
afterAll(async () => {
  await desk.close()
  await side.close()
})

/** What was asked for is done by the desk, which marks it a moment after the tenant itself has changed. */
const isDone = async (id: string, status: string) => {
  const tenant = await tenantOf(id)
  return tenant.status === status && tenant.pending === null
}
const tenantOf = async (id: string) => (await support.get(`/tenants/${id}`)).json()

describe('the list of tenants', () => {
  test('is searched, filtered and paged', async () => {
    const names = async (query: string) => {
      const { items } = (await support.get(`/tenants${query}`)).json()
      return (items as { slug: string }[]).map(({ slug }) => slug).sort()
    }
    expect(await names('')).toEqual(['acme', 'depot', 'globex', 'shop', 'solo'])
    expect(await names('?q=CLINIC')).toEqual(['acme', 'globex', 'solo'])
    expect(await names('?q=%25')).toEqual([])
    expect(await names('?status=closed')).toEqual([])
    const first = (await support.get('/tenants?limit=3')).json()
    const second = (await support.get(`/tenants?limit=3&cursor=${first.next}`)).json()
    expect([first.items.length, second.items.length, second.next]).toEqual([3, 2, null])
    expect((await support.get('/tenants?cursor=x')).json()).toMatchObject({ field: 'cursor' })
  })
})

describe('a tenant’s page', () => {
  test('tells who belongs to it and where it is, and no address of its people', async () => {
    const { id } = deployment.tenant('acme')
    const answer = await support.get(`/tenants/${id}`)
    expect(answer.json()).toMatchObject({ slug: 'acme', status: 'active', pending: null, placement: 'pool' })
    expect(answer.json().people).toContainEqual(expect.objectContaining({ name: 'owner', roles: ['owner'] }))
    expect(answer.body).not.toContain('@acme.test')
    expect((await support.get('/tenants/0190a000-0000-7000-8000-000000000000')).statusCode).toBe(404)
  })

  test('suspends and resumes; its people are told why, its audit by whom, and others notice nothing', async () => {
    const { id } = deployment.tenant('acme')
    const reason = 'The invoice of November is overdue.'
    const asked = await support.post(`/tenants/${id}/suspend`, { reason })
    expect(asked.statusCode).toBe(204)
    await vi.waitUntil(() => isDone(id, 'suspended'), { timeout: 20_000 })
    expect(await tenantOf(id)).toMatchObject({ statusReason: reason, pending: null })
    await vi.waitUntil(() => deployment.tenant('acme').status === 'suspended', { timeout: 20_000 })
    const owner = await deployment.signIn('acme', 'owner')
    expect((await owner.get('/session')).json().tenant).toMatchObject({
      status: 'suspended',
      statusReason: reason,
    })
    expect(deployment.tenant('globex').status).toBe('active')
    expect((await tenantOf(id)).actions[0]).toMatchObject({ operator: 'Olga support' })

    expect((await support.post(`/tenants/${id}/suspend`, { reason })).json().code).toBe('conflict')
    expect((await support.post(`/tenants/${id}/resume`, { reason: 'Paid.' })).statusCode).toBe(204)
    await vi.waitUntil(() => isDone(id, 'active'), { timeout: 20_000 })
    expect(await tenantOf(id)).toMatchObject({ statusReason: null, pending: null })
  })

  test('takes one of two who ask at once', async () => {
    const { id } = deployment.tenant('shop')
    const answers = await Promise.all(
      ['one reason', 'another one'].map((reason) => support.post(`/tenants/${id}/suspend`, { reason })),
    )
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([204, 409])
  })

  test('wants a reason', async () => {
    const { id } = deployment.tenant('globex')
    for (const body of [{}, { reason: '' }, { reason: '   ' }]) {
      const answer = await support.post(`/tenants/${id}/suspend`, body)
      expect([answer.statusCode, answer.json().field]).toEqual([400, 'reason'])
    }
  })
})

test('a new tenant is made on its plan, and its owner changes the password he is given', async () => {
  const { tenancy, adminUrl } = deployment
  const registrar = startRegistrar({
    tenancy,
    fleet: openFleet({ adminUrl, masterKey, modules: migrationModules, steps: provisionSteps }),
    onError: (error) => expect.unreachable(String(error)),
  })
  const admin = await side.enter('admin')
  const asked = {
    app: 'clinic',
    slug: 'riverside',
    name: 'Riverside Clinic',
    plan: 'premium',
    placement: 'pool',
    owner: { name: 'Rita', email: 'rita@riverside.test' },
  }
  const answers = await Promise.all([admin.post('/tenants', asked), admin.post('/tenants', asked)])
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409])
  const { temporaryPassword } = answers.find(({ statusCode }) => statusCode === 201)!.json()
  await vi.waitUntil(() => tenancy.directory.bySlug('riverside')?.status === 'active', { timeout: 60_000 })
  await registrar.close()
  expect(tenancy.directory.bySlug('riverside')).toMatchObject({
    plan: 'premium',
    placement: { kind: 'pool' },
  })
  const rita = await deployment.app.inject({
    method: 'POST',
    url: '/clinic/riverside/api/session',
    headers: { host: 'localhost:8080', 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
    payload: JSON.stringify({ email: asked.owner.email, password: temporaryPassword }),
  })
  expect([rita.statusCode, rita.json().roles]).toEqual([200, ['owner']])
  const taken = await admin.post('/tenants', asked)
  expect([taken.statusCode, taken.json().field]).toEqual([409, 'slug'])
})
