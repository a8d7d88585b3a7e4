import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fleet, type NewTenant, openFleet } from '@tenantry/tenancy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrationModules, provisionSteps } from '#server/modules.ts'
import { type Deployment, masterKey, startDeployment } from '#test/deployment.ts'
import { makeLocalFolder } from './local-folder.ts'
import { makeS3Storage } from './s3-storage.ts'
import { makeStorageKey, storageFolders } from './storage-key.ts'
import { startS3Peer } from './test/s3-peer.ts'

let deployment: Deployment
let folder: string
let fleet: Fleet
beforeAll(async () => {
  deployment = await startDeployment()
  folder = await mkdtemp(join(tmpdir(), 'tenantry-folders-'))
  const steps = provisionSteps(makeLocalFolder(folder))
  fleet = openFleet({ adminUrl: deployment.adminUrl, masterKey, modules: migrationModules, steps })
  // A copied deployment has no template, from which a silo is made.
  await fleet.migrate()
})
afterAll(async () => {
  await deployment.close()
  await rm(folder, { recursive: true })
})

const newTenant = (placement: 'pool' | 'silo'): NewTenant => {
  const slug = `folder-${randomUUID().slice(0, 8)}`
  return { app: 'clinic', slug, name: slug, plan: 'basic', placement }
}

/** Does it in a process of its own, which dies at a crash point. */
async function killed(given: { make?: NewTenant; undo?: string }, crashAt: string) {
  const argument = JSON.stringify({ adminUrl: deployment.adminUrl, folder, ...given })
  const program = join(import.meta.dirname, 'test', 'provision.process.ts')
  const child = spawn(process.execPath, [program, argument], {
    env: { ...process.env, NODE_OPTIONS: '', TENANTRY_CRASH_AT: crashAt },
    stdio: 'inherit',
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(signal, crashAt).toBe('SIGKILL')
}

const foldersOf = async (id: string) => (await readdir(join(folder, 'tenants', id)).catch(() => [])).sort()
const whole = [...storageFolders].sort()
const points = [
  'provision files folder: begun',
  'provision files folder: done',
  'provision first office: begun',
]

test.each(['pool', 'silo'] as const)(
  'a tenant in a %s, killed around the making of its folder, has it once it is made',
  async (placement) => {
    for (const point of points) {
      const tenant = newTenant(placement)
      await killed({ make: tenant }, point)
      expect((await fleet.find(tenant.slug))?.status).toBe('pending')
      const { id, status } = await fleet.provision(tenant)
      expect([status, await foldersOf(id)]).toEqual(['active', whole])
    }
  },
)

test.each(['pool', 'silo'] as const)(
  'a tenant in a %s whose making is undone leaves no folder, wherever either is killed',
  async (placement) => {
    for (const point of points) {
      const tenant = newTenant(placement)
      await killed({ make: tenant }, point)
      const { id } = (await fleet.find(tenant.slug))!
      await killed({ undo: tenant.slug }, 'undo files folder: done')
      await fleet.abandon(tenant.slug)
      expect(await fleet.find(tenant.slug)).toBeUndefined()
      expect(await readdir(join(folder, 'tenants'))).not.toContain(id)
    }
  },
)

test('a folder of a tenant that nobody knows is found by the reconciler and stays', async () => {
  const stranger = randomUUID()
  await mkdir(join(folder, 'tenants', stranger))
  const found = await fleet.reconcile({ repair: true })
  expect(found.filter(({ kind }) => kind === 'step_without_record')).toEqual([
    expect.objectContaining({ object: `the files folder of ${stranger}` }),
  ])
  expect(await readdir(join(folder, 'tenants'))).toContain(stranger)
})

test('in a bucket there is nothing to make, and everything of one tenant is found and removed', async () => {
  const peer = await startS3Peer()
  const storage = makeS3Storage(peer.place)
  const [own, other] = [randomUUID(), randomUUID()]
  await storage.openTenant(own)
  expect(await storage.listTenants()).toEqual([])
  const bytes = async function* () {
    yield Buffer.from('x')
  }
  for (const id of [own, own, own, other]) {
    await storage.put(makeStorageKey(id, 'documents', randomUUID()), bytes())
  }
  expect((await storage.listTenants()).sort()).toEqual([own, other].sort())
  await storage.removeTenant(own)
  expect(await storage.listTenants()).toEqual([other])
  await storage.close()
  expect(peer.refused).toEqual([])
  await peer.close()
})
