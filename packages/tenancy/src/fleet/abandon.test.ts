import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runChild, threeAtOnce } from '../../test/child.ts'
import { type FleetDeployment, newTenant, startFleet } from '../../test/fleet-deployment.ts'
import { expectWhole, pointsOf } from '../../test/traces.ts'

let deployment: FleetDeployment
beforeAll(async () => {
  deployment = await startFleet()
})
afterAll(() => deployment.close())

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

test('at every point of its making a killed tenant can be undone, and nothing is left of it', async () => {
  const { given, fleet } = deployment
  const before = await deployment.databases()
  for (const placement of ['pool', 'silo'] as const) {
    const points = await pointsOf(deployment, { provision: newTenant(`list-${placement}`, placement) })
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
    const points = await pointsOf(deployment, { abandon: `undo-${placement}` })
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
  await expectWhole(deployment, 'again')
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
