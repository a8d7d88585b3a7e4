import type pg from 'pg'
import { undoTenant } from './fleet/abandon.ts'
import { bringUp } from './fleet/bring-up.ts'
import { crashpoint } from './fleet/crashpoint.ts'
import {
  type DatabaseRecord,
  getDatabase,
  makeDatabase,
  openToLogins,
  preparedWith,
  setKey,
} from './fleet/databases.ts'
import { findUnfinished, type Operation, type OperationStep, runOperation } from './fleet/operations.ts'
import { type FleetParts, inTransaction, withControl, withLock } from './fleet/parts.ts'
import { withStepContext } from './fleet/steps.ts'
import { claimSilo } from './fleet/stock.ts'
import { TenancyError } from './errors.ts'
import { newId } from './ids.ts'
import { assertSound, type NewTenant } from './new-tenant.ts'
import { mainServer } from './servers.ts'
import { getTenant, selectTenants, type TenantRow, tenantOf } from './tenant-rows.ts'
import type { Tenant } from './tenant.ts'

/**
 * Makes a tenant: record → database → migrations → grants → key → the product's steps → active. Each step may be
 * repeated, and is recorded before and after: run again with the same slug, what a crash cut short is completed. Nobody
 * can enter the tenant before the last. Throws `slug_taken` where the slug belongs to another tenant.
 */
export async function provisionTenant(
  parts: FleetParts,
  tenant: NewTenant,
  onStep: (step: string) => void = () => {},
): Promise<Tenant> {
  assertSound(tenant)
  parts.urlOf(tenant.server ?? mainServer)
  return withControl(parts, (control) =>
    // Whoever provisions the same tenant at the same time finds it made.
    withLock(control, `tenant ${tenant.slug}`, async () => {
      await finishUndoing(parts, control, tenant.slug)
      onStep('record')
      const row = await recordTenant(control, tenant)
      crashpoint('provision record: done')
      if (row.status !== 'pending') return tenantOf(row)
      const operation = await recordGiven(control, row.id, tenant)
      return completeTenant(parts, control, row, operation, onStep)
    }),
  )
}

/** Runs what is left of a recorded operation. The caller holds the tenant's lock. */
export async function completeTenant(
  parts: FleetParts,
  control: pg.Client,
  row: TenantRow,
  operation: Operation,
  onStep: (step: string) => void,
): Promise<Tenant> {
  let database: DatabaseRecord | undefined
  // A silo of the stock came with both.
  const unlessPrepared = async (work: () => Promise<void>) => {
    if (database!.prepared !== preparedWith(parts, database!)) await work()
  }
  const ofKernel: OperationStep[] = [
    {
      name: 'database',
      run: async () => {
        database = await getDatabase(control, await placeTenant(parts, control, row, operation.server))
        if (database.kind === 'pool') return
        await makeDatabase(parts, control, database)
        database = await getDatabase(control, database.id)
      },
    },
    { name: 'migrations', run: () => assertMigrated(parts, control, database!) },
    ...(row.placement === 'pool'
      ? []
      : [
          { name: 'grants', run: () => unlessPrepared(() => openToLogins(parts, control, database!)) },
          { name: 'key', run: () => unlessPrepared(() => setKey(parts, database!)) },
        ]),
  ]
  const activate: OperationStep = {
    name: 'active',
    run: async () => {
      await control.query(
        `update control.databases set state = 'serving' where id = $1 and state = 'making'`,
        [database!.id],
      )
      await control.query(
        `update control.tenants set status = 'active', updated_at = now() where id = $1 and status = 'pending'`,
        [row.id],
      )
    },
  }
  await withStepContext(parts, control, { tenantId: row.id, details: operation.details }, (enter) => {
    const ofProduct = parts.steps.map(
      ({ name, run }): OperationStep => ({ name, once: true, run: () => enter(run) }),
    )
    return runOperation(control, operation, [...ofKernel, ...ofProduct], activate, onStep)
  })
  return getTenant(control, row.id)
}

/** Where the tenant's rows will be: the server's pool, a silo of the stock, or one recorded to be made. */
async function placeTenant(
  parts: FleetParts,
  control: pg.Client,
  row: TenantRow,
  server: string,
): Promise<string> {
  return inTransaction(control, async () => {
    const { rows } = await control.query<{ database_id: string | null }>(
      'select database_id from control.tenants where id = $1 for update',
      [row.id],
    )
    if (rows[0]!.database_id) return rows[0]!.database_id
    await assertInFleet(control, server)
    const id = await (row.placement === 'pool'
      ? findPool(control, server)
      : siloFor(parts, control, server, parts.names.silo(Number(row.no))))
    await control.query('update control.tenants set database_id = $2, updated_at = now() where id = $1', [
      row.id,
      id,
    ])
    return id
  })
}

async function assertInFleet(control: pg.Client, server: string): Promise<void> {
  const { rows } = await control.query('select from control.servers where name = $1', [server])
  if (rows.length > 0) return
  throw new TenancyError(
    'server_unknown',
    `the server "${server}" is not part of the fleet yet: migrate first`,
  )
}

async function findPool(control: pg.Client, server: string): Promise<string> {
  const { rows } = await control.query<{ id: string }>(
    `select id from control.databases where server = $1 and kind = 'pool' and state = 'serving'`,
    [server],
  )
  if (!rows[0]) {
    throw new TenancyError('server_unknown', `the server "${server}" has no pool yet: migrate first`)
  }
  return rows[0].id
}

async function siloFor(parts: FleetParts, control: pg.Client, server: string, name: string): Promise<string> {
  const claimed = await claimSilo(parts, control, server, name)
  if (claimed) return claimed
  const id = newId()
  await control.query(`insert into control.databases (id, server, name, kind) values ($1, $2, $3, 'silo')`, [
    id,
    server,
    name,
  ])
  return id
}

/** A silo is brought up to date; a pool has other tenants too, and is migrated with the fleet only. */
async function assertMigrated(
  parts: FleetParts,
  control: pg.Client,
  database: DatabaseRecord,
): Promise<void> {
  if (database.signature === parts.signature) return
  if (database.kind === 'silo') await bringUp(parts, control, database)
  else throw new TenancyError('schema_unknown', `${database.name} is not of this release: migrate first`)
}

/** An undo that was cut short comes to its end before the slug is given again. */
async function finishUndoing(parts: FleetParts, control: pg.Client, slug: string): Promise<void> {
  const { rows } = await control.query<TenantRow>(`${selectTenants} where t.slug = $1`, [slug])
  const operation = rows[0] && (await findUnfinished(control, rows[0].id))
  if (operation?.state === 'undoing') await undoTenant(parts, control, rows[0]!, operation)
}

/** Tenant and operation are recorded together: what is pending can always be completed or undone. */
async function recordTenant(control: pg.Client, tenant: NewTenant): Promise<TenantRow> {
  const row = await inTransaction(control, async () => {
    const { rows } = await control.query<{ id: string }>(
      `insert into control.tenants (id, slug, app, name, plan, placement, locale, currency, time_zone, accent, demo)
       values ($1, $2, $3, $4, $5, $6, coalesce($7, 'en-IN'), coalesce($8, 'INR'), coalesce($9, 'Asia/Kolkata'), $10, $11)
       on conflict (slug) do nothing returning id`,
      [
        newId(),
        tenant.slug,
        tenant.app,
        tenant.name,
        tenant.plan,
        tenant.placement,
        tenant.locale,
        tenant.currency,
        tenant.timeZone,
        tenant.accent?.toLowerCase(),
        tenant.demo ?? false,
      ],
    )
    if (rows[0]) {
      await control.query(
        `insert into control.operations (id, tenant_id, kind, server) values ($1, $2, 'provision', $3)`,
        [newId(), rows[0].id, mainServer],
      )
    }
    return (await control.query<TenantRow>(`${selectTenants} where t.slug = $1`, [tenant.slug])).rows[0]!
  })
  if (row.app !== tenant.app || row.name !== tenant.name || row.placement !== tenant.placement) {
    throw new TenancyError('slug_taken', `the address "${tenant.slug}" is taken`)
  }
  return row
}

/** What is given again replaces what the run that failed was given: a mistake in it can be corrected. */
async function recordGiven(
  control: pg.Client,
  tenantId: string,
  { server, details }: NewTenant,
): Promise<Operation> {
  const { rows } = await control.query<Operation>(
    `update control.operations set server = coalesce($2, server), details = coalesce($3, details), failure = null
      where tenant_id = $1 and state = 'running' returning id, kind, state, server, details`,
    [tenantId, server, details],
  )
  return rows[0]!
}
