import type pg from 'pg'
import { reasonOf } from '../migrations.ts'
import { mainServer } from '../servers.ts'
import { selectTenants, type TenantRow } from '../tenant-rows.ts'
import { completeTenant } from '../provision.ts'
import { type DatabaseRecord, selectDatabases } from './databases.ts'
import type { FleetFinding, Report } from './findings.ts'
import { findOrphanFolders } from './orphan-folders.ts'
import { undoTenant } from './abandon.ts'
import { findUnfinished, stepsBegun } from './operations.ts'
import { type FleetParts, withControl, withFreeLock, withServer } from './parts.ts'
import { reconcileServer } from './reconcile-server.ts'

export interface ReconcileOptions {
  /** Also repairs what can be repaired without losing anything; the rest is only reported. */
  repair?: boolean
}

/**
 * Compares what is recorded with what the servers hold, and answers every difference that crashes of this process, of its
 * connection or of PostgreSQL itself can leave. Work that somebody is doing right now is no difference.
 */
export async function reconcileFleet(
  parts: FleetParts,
  { repair = false }: ReconcileOptions,
): Promise<FleetFinding[]> {
  return withControl(parts, async (control) => {
    const findings: FleetFinding[] = []
    const report: Report = (finding) => findings.push(finding)
    await reconcileOperations(parts, control, repair, report)
    await findStrangersOfSteps(parts, control, report)
    for (const server of await serversKnown(parts, control, report)) {
      try {
        await withServer(parts, control, server, async (client) => {
          await reconcileServer(parts, control, client, server, repair, report)
          await findOrphanFolders(client, server, report)
        })
      } catch (error) {
        report({
          kind: 'server_unreachable',
          server,
          object: server,
          sentence: `cannot be reached: ${reasonOf(error)}`,
        })
      }
    }
    await findSetAside(control, report)
    return findings
  })
}

async function serversKnown(parts: FleetParts, control: pg.Client, report: Report): Promise<string[]> {
  const { rows } = await control.query<{ name: string }>('select name from control.servers order by name')
  const names = rows.map(({ name }) => name)
  for (const server of names) {
    if (parts.servers.includes(server)) continue
    const sentence = 'is recorded, and its URL is not configured here: what it holds cannot be looked at'
    report({ kind: 'server_not_configured', server, object: server, sentence })
  }
  return names.filter((name) => parts.servers.includes(name))
}

/** Tenants that were being made or undone when a process died. Repaired by going on where it stopped. */
async function reconcileOperations(
  parts: FleetParts,
  control: pg.Client,
  repair: boolean,
  report: Report,
): Promise<void> {
  const { rows } = await control.query<TenantRow>(
    `${selectTenants} where t.status = 'pending'
        and exists (select from control.operations o where o.tenant_id = t.id and o.state <> 'done') order by t.no`,
  )
  for (const row of rows) {
    // Whoever holds the lock is at work on it.
    await withFreeLock(control, `tenant ${row.slug}`, async () => {
      const operation = await findUnfinished(control, row.id)
      if (!operation) return
      const undoing = operation.state === 'undoing'
      const last = [...(await stepsBegun(control, operation.id)).keys()].at(-1) ?? 'record'
      const finding: FleetFinding = {
        kind: 'unfinished_operation',
        server: operation.server,
        object: row.slug,
        sentence: undoing
          ? 'was being undone, and that has stopped'
          : `was being made, and that has stopped in the step "${last}"`,
      }
      if (repair) {
        try {
          if (undoing) await undoTenant(parts, control, row, operation)
          else await completeTenant(parts, control, row, operation, () => {})
          finding.repaired = undoing ? 'the undoing was completed' : 'it was completed'
        } catch (error) {
          finding.sentence += `; going on failed: ${reasonOf(error)}`
        }
      }
      report(finding)
    })
  }
}

/** What steps of the product made for tenants that nobody knows. Nothing of it is removed: it may be somebody's only copy. */
async function findStrangersOfSteps(parts: FleetParts, control: pg.Client, report: Report): Promise<void> {
  for (const { name, found } of parts.steps) {
    if (!found) continue
    // Looked for before the records are read: a tenant is recorded before anything is made for it.
    const ids = await found().catch((error: unknown) => {
      const sentence = `could not be looked at: ${reasonOf(error)}`
      report({ kind: 'step_without_record', server: mainServer, object: `the ${name}`, sentence })
      return []
    })
    const { rows } = await control.query<{ id: string }>(
      `select id from unnest($1::uuid[]) as id where not exists (select from control.tenants t where t.id = id.id)`,
      [ids],
    )
    for (const { id } of rows) {
      const sentence = 'belongs to no tenant that is recorded: look into it before you remove it'
      report({ kind: 'step_without_record', server: mainServer, object: `the ${name} of ${id}`, sentence })
    }
  }
}

async function findSetAside(control: pg.Client, report: Report): Promise<void> {
  const { rows } = await control.query<DatabaseRecord>(
    `${selectDatabases} where d.failure is not null order by d.server, d.name`,
  )
  for (const { server, name, failure } of rows) {
    report({
      kind: 'set_aside',
      server,
      object: name,
      sentence: `was set aside: its migration failed: ${failure}`,
    })
  }
}
