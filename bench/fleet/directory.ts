import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { newId, openTenancy } from '@tenantry/tenancy'
import { withClient } from '../http/with-client.ts'
import type { FleetWorld } from './fleet.ts'

/** What a process needs to know of its tenants: memory, and the time until the first of them can be served. */
export async function measureDirectory(world: FleetWorld, more: number) {
  const before = await openAndWeigh(world)
  await withClient(world.adminUrl, async (control) => {
    await control.query('set role tenantry_owner')
    await control.query(
      `insert into control.tenants (id, slug, app, name, plan, placement, status, database_id)
       select id, 'crowd-' || no, 'clinic', 'Crowd ' || no, 'trial', 'pool', 'active',
              (select id from control.databases where kind = 'pool')
         from unnest($1::uuid[]) with ordinality as made (id, no)`,
      [Array.from({ length: more }, newId)],
    )
  })
  const after = await openAndWeigh(world)
  const perThousand = (after.bytes - before.bytes) / (more / 1_000) / 2 ** 20
  return {
    'MiB per 1,000 tenants': Math.round(perThousand * 100) / 100,
    [`open with ${before.tenants} tenants, ms`]: before.ms,
    [`open with ${after.tenants} tenants, ms`]: after.ms,
  }
}

async function openAndWeigh({ databaseUrl, masterKey }: FleetWorld) {
  collectGarbage()
  const { heapUsed } = process.memoryUsage()
  const began = performance.now()
  const tenancy = await openTenancy({ databaseUrl, masterKey })
  const ms = Math.round(performance.now() - began)
  collectGarbage()
  const bytes = process.memoryUsage().heapUsed - heapUsed
  const tenants = tenancy.directory.all().length
  await tenancy.close()
  return { bytes, ms, tenants }
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void // V8's own, there since the flag is set
  collect()
}
