import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { endOf, runChild, startChild, threeAtOnce } from '../../test/child.ts'
import { type FleetDeployment, newTenant, startFleet } from '../../test/fleet-deployment.ts'
import { masterKey } from '../../test/fleet-under-test.ts'
import { openTenancy, type Tenant } from '../index.ts'
import { markOf } from './databases.ts'

let deployment: FleetDeployment

beforeAll(async () => {
  deployment = await startFleet()
})
afterAll(() => deployment.close())

/** Everything that making a tenant leaves, wherever it is. */
async function tracesOf(slug: string) {
  const { onControl, onDatabase, folders } = deployment
  const control = await onControl(async (client) => {
    const { rows } = await client.query(
      `select t.id, t.status, d.id as database_id, d.name as database, d.state,
              array(select email from control.people where tenant_id = t.id) as people,
              array(select state from control.operations where tenant_id = t.id) as operations,
              (select count(*)::int from control.operations o join control.operation_steps s on s.operation_id = o.id
                where o.tenant_id = t.id and s.finished_at is null) as unfinished_steps,
              shobj_description(p.oid, 'pg_database') as mark
         from control.tenants t left join control.databases d on d.id = t.database_id
         left join pg_database p on p.datname = d.name
        where t.slug = $1`,
      [slug],
    )
    return rows[0]
  })
  if (!control) return undefined
  const defaults = await onDatabase(control.database, async (client) => {
    await client.query('set role tenantry_maintenance')
    const { rows } = await client.query('select title from notes.folders where tenant_id = $1', [control.id])
    return rows.map(({ title }) => title)
  })
  return { ...control, defaults, folder: (await folders()).includes(control.id) }
}

async function expectWhole(slug: string) {
  const traces = await tracesOf(slug)
  expect(traces, slug).toMatchObject({
    status: 'active',
    state: 'serving',
    people: [`first@${slug}.test`],
    operations: ['done'],
    unfinished_steps: 0,
    defaults: ['Inbox'],
    folder: true,
    mark: markOf(traces.database_id),
  })
}

/** Nothing is left of tenants whose making was undone: no row, no database, no folder, in either database. */
async function expectNothing(before: string[]) {
  expect(await deployment.databases()).toEqual(before)
  const left = await deployment.onControl(async (client) => {
    const { rows } = await client.query(
      `select (select count(*)::int from control.tenants) as tenants, (select count(*)::int from control.people) as people,
              (select count(*)::int from control.operations) as operations,
              (select count(*)::int from control.databases where kind = 'silo') as silos`,
    )
    return rows[0]
  })
  expect(left).toEqual({ tenants: 0, people: 0, operations: 0, silos: 0 })
  const rows = await deployment.onDatabase(deployment.names.pool, async (client) => {
    await client.query('set role tenantry_maintenance')
    return (await client.query('select count(*)::int as folders from notes.folders')).rows[0]
  })
  expect(rows).toEqual({ folders: 0 })
  expect(await deployment.folders()).toEqual([])
}

const pointsOf = async (act: Parameters<typeof runChild>[1]) => {
  const { points, error } = await runChild(deployment.given, act, 'list')
  expect(error).toBeUndefined()
  return points
}

describe('abandoned', () => {
  test('at every point of its making a killed tenant can be undone, and nothing is left of it', async () => {
    const { given, fleet } = deployment
    const before = await deployment.databases()
    for (const placement of ['pool', 'silo'] as const) {
      const points = await pointsOf({ provision: newTenant(`list-${placement}`, placement) })
      // Those who list are whole: they have to be removed by hand for the count to come out.
      await removeTenant(`list-${placement}`)
      await threeAtOnce(points, async (point, k) => {
        const slug = `gone-${placement}-${k}`
        const { signal } = await runChild(given, { provision: newTenant(slug, placement) }, String(k + 1))
        expect(signal, point).toBe('SIGKILL')
        const tenant = await fleet.find(slug)
        if (tenant?.status === 'active') {
          expect(points.slice(k), point).toEqual(['provision active: done'])
          await expect(fleet.abandon(slug)).rejects.toMatchObject({ code: 'not_pending' })
          await removeTenant(slug)
        } else {
          await fleet.abandon(slug)
        }
      })
      expect(points).toContain('provision first person: done')
    }
    await expectNothing(before)
  }, 360_000)

  test('killed at every point of the undoing, it comes to its end when asked again', async () => {
    const { given, fleet } = deployment
    const before = await deployment.databases()
    for (const placement of ['pool', 'silo'] as const) {
      const halfMade = (slug: string) =>
        runChild(given, { provision: newTenant(slug, placement) }, 'provision active: begun')
      await halfMade(`undo-${placement}`)
      const points = await pointsOf({ abandon: `undo-${placement}` })
      expect(points.length).toBeGreaterThan(4)
      await threeAtOnce(points, async (point, k) => {
        const slug = `undo-${placement}-${k}`
        expect((await halfMade(slug)).signal).toBe('SIGKILL')
        expect((await runChild(given, { abandon: slug }, String(k + 1))).signal, point).toBe('SIGKILL')
        if (point === 'undo: done') {
          await expect(fleet.abandon(slug)).rejects.toMatchObject({ code: 'unknown_tenant' })
        } else {
          await fleet.abandon(slug)
        }
      })
    }
    await expectNothing(before)
  }, 360_000)

  test('a half-undone tenant is not completed by provisioning again, but made anew', async () => {
    const { given, fleet } = deployment
    const tenant = newTenant('again', 'silo')
    await runChild(given, { provision: tenant }, 'provision active: begun')
    const first = await fleet.find('again')
    await runChild(given, { abandon: 'again' }, 'undo files: done')
    const second = await fleet.provision(tenant)
    expect(second.id).not.toBe(first!.id)
    await expectWhole('again')
  })

  test('a database that was there before is neither taken nor dropped', async () => {
    const { fleet, names, onControl, onDatabase } = deployment
    const { rows } = await onControl((client) =>
      client.query<{ next: number }>('select coalesce(max(no), 0)::int + 1 as next from control.tenants'),
    )
    // Numbers are never given twice: a few more are tried, so that one of them meets the stranger.
    const strangers = Array.from({ length: 3 }, (_, i) => names.silo(rows[0]!.next + i))
    for (const stranger of strangers) {
      await onControl((client) => client.query(`create database ${pg.escapeIdentifier(stranger)}`))
    }
    await onDatabase(strangers[0]!, (client) => client.query('create table theirs as select 1 as kept'))
    const tenant = newTenant('squatted', 'silo')
    await expect(fleet.provision(tenant)).rejects.toMatchObject({ code: 'database_taken' })
    await expect(fleet.provision(tenant)).rejects.toMatchObject({ code: 'database_taken' })
    await fleet.abandon('squatted')
    expect(await fleet.find('squatted')).toBeUndefined()
    expect(await deployment.databases()).toEqual(expect.arrayContaining(strangers))
    for (const stranger of strangers) {
      await onControl((client) => client.query(`drop database ${pg.escapeIdentifier(stranger)}`))
    }
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
    await expectWhole('mended')
  })
})

describe.each(['pool', 'silo', 'ready silo'] as const)('a tenant in a %s', (kind) => {
  const placement = kind === 'pool' ? 'pool' : 'silo'
  const prefix = kind.replace(' ', '-')
  const prepare = async () => {
    if (kind === 'ready silo') await deployment.fleet.prepareSilos(1)
  }

  test('killed at every point of its making, it is never half there and completes when run again', async () => {
    const { given, fleet } = deployment
    await prepare()
    const all = await pointsOf({ provision: newTenant(`${prefix}-list`, placement) })
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
      await expectWhole(tenant.slug)
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
    await expectWhole(tenant.slug)
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
  const { given, fleet, onControl } = deployment
  const tenant = newTenant('died', 'silo')
  const child = startChild(given, { provision: tenant })
  const ended = endOf(child)
  // Over one connection: opening one takes as long as the copy.
  await onControl(async (watcher) => {
    const copying = async () => {
      const { rows } = await watcher.query(
        `select 1 from pg_stat_activity where datname = $1 and query like 'create database%_new_%' and state = 'active'`,
        [deployment.names.control],
      )
      return rows.length > 0
    }
    await vi.waitUntil(copying, { timeout: 20_000, interval: 1 })
  })
  child.kill('SIGKILL')
  expect((await ended).signal).toBe('SIGKILL')
  await fleet.provision(tenant)
  await expectWhole('died')
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
  await expectWhole('quick')
})

test('a stock whose making was killed at any point is completed by the next filling', async () => {
  const { given, fleet } = deployment
  const count = async () => (await fleet.databases()).filter(({ state }) => state === 'ready').length
  const points = await pointsOf({ prepareSilos: (await count()) + 1 })
  for (const [k, point] of points.entries()) {
    const wanted = (await count()) + 1
    expect((await runChild(given, { prepareSilos: wanted }, String(k + 1))).signal, point).toBe('SIGKILL')
    await fleet.prepareSilos(wanted)
    expect(await count(), point).toBe(wanted)
  }
  expect((await fleet.databases()).filter(({ state }) => state === 'making')).toEqual([])
})

/** An active tenant is nobody's to remove yet; the tests put away what they made. */
async function removeTenant(slug: string) {
  const { onControl } = deployment
  await onControl((client) =>
    client.query(`update control.tenants set status = 'pending' where slug = $1`, [slug]),
  )
  await onControl((client) =>
    client.query(
      `update control.operations o set state = 'running' from control.tenants t where t.id = o.tenant_id and t.slug = $1`,
      [slug],
    ),
  )
  await deployment.fleet.abandon(slug)
}
