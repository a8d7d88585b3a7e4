import { randomUUID } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { NewTenant } from '@tenantry/tenancy'
import { expect, test } from 'vitest'
import { openProductFleet } from '#test/product-fleet.ts'
import { makeS3Storage } from './s3-storage.ts'
import { makeStorageKey, storageFolders } from './storage-key.ts'
import { startS3Peer } from './test/s3-peer.ts'

const product = openProductFleet()
const { kill, foldersOf } = product

const newTenant = (placement: 'pool' | 'silo'): NewTenant => {
  const slug = `folder-${randomUUID().slice(0, 8)}`
  return { app: 'clinic', slug, name: slug, plan: 'basic', placement }
}

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
      await kill({ make: tenant }, point)
      expect((await product.fleet.find(tenant.slug))?.status).toBe('pending')
      const { id, status } = await product.fleet.provision(tenant)
      expect([status, await foldersOf(id)]).toEqual(['active', whole])
    }
  },
)

test.each(['pool', 'silo'] as const)(
  'a tenant in a %s whose making is undone leaves no folder, wherever either is killed',
  async (placement) => {
    for (const point of points) {
      const tenant = newTenant(placement)
      await kill({ make: tenant }, point)
      const { id } = (await product.fleet.find(tenant.slug))!
      await kill({ undo: tenant.slug }, 'undo files folder: done')
      await product.fleet.abandon(tenant.slug)
      expect(await product.fleet.find(tenant.slug)).toBeUndefined()
      expect(await readdir(join(product.folder, 'tenants'))).not.toContain(id)
    }
  },
)

test('a folder of a tenant that nobody knows is found by the reconciler and stays', async () => {
  const stranger = randomUUID()
  await mkdir(join(product.folder, 'tenants', stranger))
  const found = await product.fleet.reconcile({ repair: true })
  expect(found.filter(({ kind }) => kind === 'step_without_record')).toEqual([
    expect.objectContaining({ object: `the files folder of ${stranger}` }),
  ])
  expect(await readdir(join(product.folder, 'tenants'))).toContain(stranger)
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
