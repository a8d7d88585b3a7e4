import { randomUUID } from 'node:crypto'
import type { NewTenant } from '@tenantry/tenancy'
import type pg from 'pg'
import { describe, expect, test, vi } from 'vitest'
import { storageFolders } from '#platform/files/storage-key.ts'
import { withAdmin } from '../packages/tenancy/src/admin.ts'
import { threeAtOnce } from '../packages/tenancy/test/child.ts'
import { listTables } from './any-row.ts'
import { openProductFleet } from './product-fleet.ts'

// The kernel's own steps are killed in its own tests; here it is what the product adds to them, as it is served.

vi.setConfig({ testTimeout: 360_000, hookTimeout: 120_000 })

const product = openProductFleet()
const { inChild, kill, foldersOf } = product

const emailOf = (slug: string) => `first@${slug}.example`
const newTenant = (placement: 'pool' | 'silo'): NewTenant => {
  const slug = `killed-${randomUUID().slice(0, 8)}`
  const details = {
    owner: { email: emailOf(slug), passwordHash: 'none that a password has' },
    doctor: { licenceNumber: 'MMC 12345', speciality: 'Medicine' },
    office: { name: 'Main street', address: '1 Main street', phone: '98200 12345' },
  }
  return { app: 'clinic', slug, name: slug, plan: 'trial', placement, details }
}

const controlName = () => new URL(product.deployment.adminUrl).pathname.slice(1)
const on = <T>(database: string, role: string, work: (client: pg.Client) => Promise<T>) =>
  withAdmin(product.deployment.adminUrl, database, async (client) => {
    await client.query(`set role ${role}`)
    return work(client)
  })

/** How many rows name the tenant, table by table. What its audit has heard is kept, whatever becomes of it. */
async function countRows(client: pg.Client, tenantId: string) {
  const counts: Record<string, number> = {}
  for (const { name, columns } of await listTables(client)) {
    if (!columns.some((column) => column.name === 'tenant_id') || /\.audit_/.test(name)) continue
    const { rows } = await client.query(`select count(*)::int as n from ${name} where tenant_id = $1`, [
      tenantId,
    ])
    if (rows[0].n > 0) counts[name] = rows[0].n
  }
  return counts
}

const onControl = <T>(work: (client: pg.Client) => Promise<T>) => on(controlName(), 'tenantry_owner', work)
const accountsOf = (slug: string) =>
  onControl(async (client) => {
    const { rows } = await client.query('select id from control.accounts where email = $1', [emailOf(slug)])
    return rows.length
  })
const databases = () =>
  onControl(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select datname as name from pg_database where starts_with(datname, $1) order by 1`,
      [controlName()],
    )
    return rows.map(({ name }) => name)
  })

describe.each(['pool', 'silo'] as const)(
  'a clinic in a %s, with its folder, office, owner and doctor',
  (placement) => {
    /** From the product's first step on. */
    const productPoints = async () => {
      const { points } = await inChild({ make: newTenant(placement) }, 'list')
      const own = points.slice(points.indexOf('provision files folder: begun'))
      expect(own.length).toBeGreaterThan(12)
      return own
    }

    test('killed at every step of the product, is whole and once there when it is made again', async () => {
      await threeAtOnce(await productPoints(), async (point) => {
        const tenant = newTenant(placement)
        await kill({ make: tenant }, point)
        const { id, status, placement: place } = await product.fleet.provision(tenant)
        expect([status, await foldersOf(id)], point).toEqual(['active', [...storageFolders].sort()])
        const inData = await on(place.database, 'tenantry_maintenance', (client) => countRows(client, id))
        expect(inData, point).toMatchObject({
          'core.offices': 1,
          'core.people': 1,
          'clinic.practitioners': 1,
        })
        const inControl = await onControl((client) => countRows(client, id))
        expect(inControl, point).toMatchObject({ 'control.members': 1, 'control.subscriptions': 1 })
        expect(await accountsOf(tenant.slug), point).toBe(1)
      })
    })

    test('undone at every step of the product, leaves no row, no database, no folder, no key and no login', async () => {
      const points = await productPoints()
      const before = await databases()
      await threeAtOnce(points.slice(0, -1), async (point) => {
        const tenant = newTenant(placement)
        await kill({ make: tenant }, point)
        const { id } = (await product.fleet.find(tenant.slug))!
        await product.fleet.abandon(tenant.slug)
        expect(await onControl((client) => countRows(client, id)), point).toEqual({})
        const { pool } = { pool: product.deployment.tenant('acme').placement.database }
        expect(await on(pool, 'tenantry_maintenance', (client) => countRows(client, id)), point).toEqual({})
        expect([await foldersOf(id), await accountsOf(tenant.slug)], point).toEqual([[], 0])
      })
      expect(await databases()).toEqual(before)
    })

    test('killed while it is undone, is undone to the end', async () => {
      const first = newTenant(placement)
      await kill({ make: first }, 'provision active: begun')
      const { points } = await inChild({ undo: first.slug }, 'list')
      expect(points).toEqual(expect.arrayContaining(['undo first owner: done', 'undo files folder: done']))
      await threeAtOnce(points.slice(0, -1), async (point) => {
        const tenant = newTenant(placement)
        await kill({ make: tenant }, 'provision active: begun')
        const { id } = (await product.fleet.find(tenant.slug))!
        await kill({ undo: tenant.slug }, point)
        await product.fleet.abandon(tenant.slug)
        expect(await onControl((client) => countRows(client, id)), point).toEqual({})
        expect([await foldersOf(id), await accountsOf(tenant.slug)], point).toEqual([[], 0])
      })
    })
  },
)

test('an owner who was there before keeps his account when the making is undone', async () => {
  const made = newTenant('pool')
  await product.fleet.provision(made)
  const second = { ...newTenant('pool'), details: made.details! }
  await kill({ make: second }, 'provision active: begun')
  await product.fleet.abandon(second.slug)
  expect(await accountsOf(made.slug)).toBe(1)
})
