import { createServer } from 'node:net'
import { expect, test, vi } from 'vitest'
import { withAdmin } from './admin.ts'
import { masterKey } from '../test/deployment.ts'
import { openDeployment } from '../test/open-deployment.ts'
import { startProxy } from '../test/proxy.ts'
import { openDirectory } from './directory.ts'
import { openTenancy } from './index.ts'

const deployment = openDeployment()

const onControl = (statement: string, values: unknown[] = []) => {
  const { adminUrl } = deployment
  return withAdmin(adminUrl, new URL(adminUrl).pathname.slice(1), async (client) => {
    await client.query('set role tenantry_owner')
    await client.query(statement, values)
  })
}

test('tenants are found by id, by slug and by verified host, without a query', async () => {
  const { tenancy, acme } = deployment
  const { directory } = tenancy
  // First: whatever is known of it is known when the next one is.
  await onControl(`insert into control.domains (host, tenant_id) values ('unproven.example', $1)`, [acme.id])
  await onControl(
    `insert into control.domains (host, tenant_id, verified_at) values ('clinic.example', $1, now())`,
    [acme.id],
  )
  await vi.waitUntil(() => directory.byHost('Clinic.Example') !== undefined, { timeout: 20_000 })
  expect(directory.byHost('Clinic.Example')?.id).toBe(acme.id)
  expect(directory.byHost('unproven.example')).toBeUndefined()
  expect(directory.bySlug('acme')?.id).toBe(acme.id)
  expect(directory.byId(acme.id)?.slug).toBe('acme')
  expect(directory.bySlug('nobody')).toBeUndefined()
})

test('a new tenant is known soon after it was made', async () => {
  const { fleet, tenancy } = deployment
  await fleet.provision({ slug: 'late', app: 'notes', name: 'Late', plan: 'trial', placement: 'pool' })
  await vi.waitUntil(() => tenancy.directory.bySlug('late')?.status === 'active', { timeout: 20_000 })
})

test('what changed while the connection was lost is known after it is back', async () => {
  const { databaseUrl, fleet } = deployment
  const proxy = await startProxy(databaseUrl)
  const tenancy = await openTenancy({ databaseUrl: proxy.url, masterKey })
  try {
    proxy.cut()
    await fleet.suspend('globex', 'moved away')
    await vi.waitUntil(() => tenancy.directory.bySlug('globex')?.status === 'suspended', { timeout: 20_000 })
    expect(tenancy.directory.bySlug('globex')?.statusReason).toBe('moved away')
  } finally {
    await tenancy.close()
    await proxy.close()
  }
})

test('a connection whose server went without a word is noticed, and what it did not tell is known', async () => {
  const { databaseUrl, fleet } = deployment
  const proxy = await startProxy(databaseUrl)
  const tenancy = await openTenancy({ databaseUrl: proxy.url, masterKey })
  try {
    proxy.goSilent()
    await fleet.suspend('acme', 'nobody heard it')
    proxy.speakAgain()
    await vi.waitUntil(() => tenancy.directory.bySlug('acme')?.status === 'suspended', { timeout: 30_000 })
  } finally {
    await tenancy.close()
    await proxy.close()
    await fleet.resume('acme')
  }
})

test('a server that falls silent while the connection is opened anew is not waited for', async () => {
  const { databaseUrl, fleet } = deployment
  const proxy = await startProxy(databaseUrl)
  const tenancy = await openTenancy({ databaseUrl: proxy.url, masterKey })
  try {
    proxy.fallSilentAt('listen "tenantry_directory"')
    proxy.cut()
    await fleet.suspend('acme', 'nobody heard it')
    await vi.waitUntil(() => tenancy.directory.bySlug('acme')?.status === 'suspended', { timeout: 20_000 })
  } finally {
    await tenancy.close()
    await proxy.close()
    await fleet.resume('acme')
  }
})

test('while the database is away one connection is tried after the other', async () => {
  const attempts: { open: boolean; alone: boolean }[] = []
  const nobody = createServer((socket) => {
    const attempt = { open: true, alone: attempts.every(({ open }) => !open) }
    attempts.push(attempt)
    socket
      .on('error', () => {})
      .on('close', () => {
        attempt.open = false
      })
    socket.resume()
    // The first ones are refused; one that is left waiting shows whether others are tried beside it.
    if (attempts.length % 4 > 0) socket.destroy()
  })
  const proxy = await startProxy(deployment.databaseUrl)
  const directory = await openDirectory({ databaseUrl: proxy.url, onError: () => {} })
  try {
    await proxy.close()
    nobody.listen(Number(new URL(proxy.url).port), '127.0.0.1')
    await vi.waitUntil(() => attempts.length === 6, { timeout: 60_000 })
    expect(attempts.filter(({ alone }) => !alone)).toEqual([])
  } finally {
    await directory.close()
    nobody.close()
  }
})
