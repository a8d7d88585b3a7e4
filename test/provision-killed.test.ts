import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fleet, type NewTenant, openFleet } from '@tenantry/tenancy'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeLocalFolder } from '#platform/files/local-folder.ts'
import { storageFolders } from '#platform/files/storage-key.ts'
import { migrationModules, provisionSteps } from '#server/modules.ts'
import { withAdmin } from '../packages/tenancy/src/admin.ts'
import { threeAtOnce } from '../packages/tenancy/test/child.ts'
import { listTables } from './any-row.ts'
import { type Deployment, masterKey, startDeployment } from './deployment.ts'

// The kernel's own steps are killed in its own tests; here it is what the product adds to them, as it is served.

vi.setConfig({ testTimeout: 360_000, hookTimeout: 120_000 })

let deployment: Deployment
let folder: string
let fleet: Fleet
beforeAll(async () => {
  deployment = await startDeployment()
  folder = await mkdtemp(join(tmpdir(), 'tenantry-killed-'))
  const steps = provisionSteps(makeLocalFolder(folder))
  fleet = openFleet({ adminUrl: deployment.adminUrl, masterKey, modules: migrationModules, steps })
  // A copied deployment has no template, from which a silo is made.
  await fleet.migrate()
})
afterAll(async () => {
  await deployment.close()
  await rm(folder, { recursive: true })
})

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

const program = join(import.meta.dirname, '..', 'platform', 'files', 'test', 'provision.process.ts')

/** Does it in a process of its own, which dies at a crash point, or names those that it passes. */
async function inChild(given: { make?: NewTenant; undo?: string }, crashAt: string) {
  const argument = JSON.stringify({ adminUrl: deployment.adminUrl, folder, ...given })
  const child = spawn(process.execPath, [program, argument], {
    env: { ...process.env, NODE_OPTIONS: '', TENANTRY_CRASH_AT: crashAt },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { signal, points: printed.split('\n').flatMap((line) => /^crashpoint (.+)$/.exec(line)?.[1] ?? []) }
}

async function kill(given: { make?: NewTenant; undo?: string }, crashAt: string) {
  expect((await inChild(given, crashAt)).signal, crashAt).toBe('SIGKILL')
}

const controlName = () => new URL(deployment.adminUrl).pathname.slice(1)
const on = <T>(database: string, role: string, work: (client: pg.Client) => Promise<T>) =>
  withAdmin(deployment.adminUrl, database, async (client) => {
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
const foldersOf = async (id: string) => (await readdir(join(folder, 'tenants', id)).catch(() => [])).sort()

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
        const { id, status, placement: place } = await fleet.provision(tenant)
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
        const { id } = (await fleet.find(tenant.slug))!
        await fleet.abandon(tenant.slug)
        expect(await onControl((client) => countRows(client, id)), point).toEqual({})
        const { pool } = { pool: deployment.tenant('acme').placement.database }
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
        const { id } = (await fleet.find(tenant.slug))!
        await kill({ undo: tenant.slug }, point)
        await fleet.abandon(tenant.slug)
        expect(await onControl((client) => countRows(client, id)), point).toEqual({})
        expect([await foldersOf(id), await accountsOf(tenant.slug)], point).toEqual([[], 0])
      })
    })
  },
)

test('an owner who was there before keeps his account when the making is undone', async () => {
  const made = newTenant('pool')
  await fleet.provision(made)
  const second = { ...newTenant('pool'), details: made.details! }
  await kill({ make: second }, 'provision active: begun')
  await fleet.abandon(second.slug)
  expect(await accountsOf(made.slug)).toBe(1)
})
