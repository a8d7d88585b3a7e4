import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runChild, threeAtOnce } from '../../test/child.ts'
import { type FleetDeployment, newTenant, startFleet } from '../../test/fleet-deployment.ts'
import { masterKey } from '../../test/fleet-under-test.ts'
import { openTenancy, type Tenant } from '../index.ts'
import { killWhileCopying } from '../../test/kill-while-copying.ts'
import { expectWhole, pointsOf } from '../../test/traces.ts'

let deployment: FleetDeployment
beforeAll(async () => {
  deployment = await startFleet()
})
afterAll(() => deployment.close())

describe.each(['pool', 'silo', 'ready silo'] as const)('a tenant in a %s', (kind) => {
  const placement = kind === 'pool' ? 'pool' : 'silo'
  const prefix = kind.replace(' ', '-')
  const prepare = async () => {
    if (kind === 'ready silo') await deployment.fleet.prepareSilos(1)
  }

  test('killed at every point of its making, it is never half there and completes when run again', async () => {
    const { given, fleet } = deployment
    await prepare()
    const all = await pointsOf(deployment, { provision: newTenant(`${prefix}-list`, placement) })
    expect(all.length).toBeGreaterThan(12)
    // Once it has its name, a silo made ahead is like any other.
    const points = kind === 'ready silo' ? all.slice(0, all.indexOf('provision migrations: begun')) : all
    await deployment.fleet.prepareSilos(kind === 'ready silo' ? points.length : 0)
    await threeAtOnce(points, async (point, k) => {
      const tenant = newTenant(`${prefix}-${k}`, placement)
      const { signal } = await runChild(given, { provision: tenant }, String(k + 1))
      expect(signal, point).toBe('SIGKILL')
      const found = await fleet.find(tenant.slug)
      if (point !== 'provision active: done') expect(found?.status, point).not.toBe('active')
      const whole = await fleet.provision(tenant)
      if (found) expect(whole.id).toBe(found.id)
      await expectWhole(deployment, tenant.slug)
    })
    const findings = await fleet.reconcile()
    expect(findings.filter(({ kind: each }) => each !== 'folders_unseen')).toEqual([])
  }, 360_000)

  test('two processes that make it at once have one effect', async () => {
    await prepare()
    const tenant = newTenant(`${prefix}-twice`, placement)
    const children = [1, 2].map(() => runChild(deployment.given, { provision: tenant }))
    const made = (await Promise.all(children)).map(({ result }) => (result as Tenant).id)
    expect(made[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(made[1]).toBe(made[0])
    await expectWhole(deployment, tenant.slug)
  })

  test('is served as soon as it is active, and refused before', async () => {
    const { given, fleet, databaseUrl } = deployment
    await prepare()
    const tenancy = await openTenancy({ databaseUrl, masterKey })
    try {
      const tenant = newTenant(`${prefix}-served`, placement)
      await runChild(given, { provision: tenant }, 'provision active: begun')
      const seen = () => tenancy.directory.bySlug(tenant.slug)
      await vi.waitUntil(() => seen()?.placement.database, { timeout: 20_000 })
      const titles = () =>
        tenancy
          .tables<{ 'notes.folders': { title: string } }>()
          .read(seen()!, { kind: 'system', name: 'test' }, (db) =>
            db.selectFrom('notes.folders').select('title').execute(),
          )
      await expect(titles()).rejects.toMatchObject({ code: 'tenant_not_ready' })
      await fleet.provision(tenant)
      await vi.waitUntil(() => seen()?.status === 'active', { timeout: 20_000 })
      expect(await titles()).toEqual([{ title: 'Inbox' }])
    } finally {
      await tenancy.close()
    }
  })
})

test('a client that dies while its database is copied leaves one that is taken up again', async () => {
  const { fleet } = deployment
  const tenant = newTenant('died', 'silo')
  await killWhileCopying(deployment, { provision: tenant })
  await fleet.provision(tenant)
  await expectWhole(deployment, 'died')
})

test('a silo made ahead is taken, under its tenant’s name, and the next is made from the template again', async () => {
  const { fleet } = deployment
  expect(await fleet.prepareSilos(2)).toBeGreaterThan(0)
  expect(await fleet.prepareSilos(2)).toBe(0)
  const ready = async () => (await fleet.databases()).filter(({ state }) => state === 'ready')
  const stock = await ready()
  expect(stock).toHaveLength(2)
  const taken = await fleet.provision(newTenant('quick', 'silo'))
  expect(stock.map(({ id }) => id)).toContain(taken.placement.databaseId)
  expect(taken.placement.database).toBe(deployment.names.silo(taken.no))
  expect(await ready()).toHaveLength(1)
  await expectWhole(deployment, 'quick')
})

test('a stock whose making was killed at any point is completed by the next filling', async () => {
  const { given, fleet } = deployment
  const count = async () => (await fleet.databases()).filter(({ state }) => state === 'ready').length
  const points = await pointsOf(deployment, { prepareSilos: (await count()) + 1 })
  for (const [k, point] of points.entries()) {
    const wanted = (await count()) + 1
    expect((await runChild(given, { prepareSilos: wanted }, String(k + 1))).signal, point).toBe('SIGKILL')
    await fleet.prepareSilos(wanted)
    expect(await count(), point).toBe(wanted)
  }
  expect((await fleet.databases()).filter(({ state }) => state === 'making')).toEqual([])
})

test('what fails for a reason that can be mended says so, and completes when it is mended', async () => {
  const { fleet } = deployment
  const tenant = newTenant('mended', 'pool', { details: { email: 'refused@example.test' } })
  await expect(fleet.provision(tenant)).rejects.toThrow('that address is refused')
  const { rows } = await deployment.onControl((client) =>
    client.query(
      `select failure from control.operations o join control.tenants t on t.id = o.tenant_id where t.slug = 'mended'`,
    ),
  )
  expect(rows).toEqual([{ failure: 'first person: that address is refused' }])
  await fleet.provision(newTenant('mended', 'pool'))
  await expectWhole(deployment, 'mended')
})
