import { expect } from 'vitest'
import { runChild } from './child.ts'
import type { FleetDeployment } from './fleet-deployment.ts'
import { markOf } from '../src/fleet/databases.ts'
import type { Act } from './fleet.process.ts'

/** A tenant is made, to its last trace. */
export async function expectWhole(deployment: FleetDeployment, slug: string) {
  const traces = await tracesOf(deployment, slug)
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

/** The points at which an act may die. */
export async function pointsOf({ given }: FleetDeployment, act: Act): Promise<string[]> {
  const { points, error } = await runChild(given, act, 'list')
  expect(error).toBeUndefined()
  return points
}

/** Everything that making a tenant leaves, wherever it is. */
async function tracesOf({ onControl, onDatabase, folders }: FleetDeployment, slug: string) {
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
