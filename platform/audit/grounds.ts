import type { AnyControlTx, AnyTenantTx, Tenancy, Tenant } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { wholeDetail } from './events.ts'
import type { Seal, SealedEvent } from './seals.ts'

/** Where events of a tenant are kept: its data database, or the control database. */
export interface Ground {
  source: 'data' | 'control'
  /** The tenant's id; that of zeros for the platform itself. */
  tenantId: string
  /** Whose transaction ids an event's are. */
  place: string
  schema: 'core' | 'control'
  run<T>(work: (tx: AnyTenantTx | AnyControlTx) => Promise<T>): Promise<T>
}

/** Stands for the platform, whose own events have no tenant. */
export const nobody = '00000000-0000-0000-0000-000000000000'

const actor = { kind: 'system', name: 'audit' } as const

export function dataGround(tenancy: Tenancy, tenant: Tenant): Ground {
  const data = tenancy.tables<unknown>()
  return {
    source: 'data',
    tenantId: tenant.id,
    place: tenant.placement.databaseId,
    schema: 'core',
    run: (work) => data.run(tenant, actor, work, { whileSuspended: true }),
  }
}

export function controlGround(tenancy: Tenancy, tenantId: string): Ground {
  const control = tenancy.control<unknown>()
  return {
    source: 'control',
    tenantId,
    place: 'control',
    schema: 'control',
    run: (work) => control.run(work),
  }
}

/** Times to the last digit: what is sealed is what is stored. */
const exactly = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`)

const fields =
  sql.raw(`actor_kind, actor, actor_name, on_behalf_of, roles, session_id, ip, action, entity, entity_id,
  patient_id, purpose, outcome, request_id`)

/** Events as they are sealed and exported, in the order of their transactions. */
export function selectSealed(
  ground: Ground,
  where: RawBuilder<unknown>,
  limit: number,
): RawBuilder<SealedEvent> {
  const { schema, source } = ground
  const place = sql.raw(source === 'data' ? 'database_id::text' : `'control'`)
  return sql<SealedEvent>`
    select tenant_id, id, ${exactly('at')} as at, xid::text as xid, ${place} as place, ${fields}, ${wholeDetail[schema]}
      from ${sql.raw(schema)}.audit_events event where ${mineIn(ground)} and ${where} order by event.xid, event.id limit ${limit}`
}

/** The events that are this tenant's; of the platform itself, those of none. */
export const mineIn = ({ tenantId }: Ground): RawBuilder<unknown> =>
  tenantId === nobody ? sql`tenant_id is null` : sql`tenant_id = ${tenantId}`

/** The events whose transactions are of this place, whatever somebody has made a link say that it is. */
export const inPlace = ({ source }: Ground, place: string): RawBuilder<unknown> =>
  source === 'data' ? sql`database_id::text = ${place}` : sql`${place} = 'control'`

/** The links of a chain from `from` on. */
export function selectSeals({ schema, tenantId }: Ground, from: number, limit: number): RawBuilder<Seal> {
  return sql<Seal>`
    select tenant_id, n, place, system_id, from_xid::text as from_xid, to_xid::text as to_xid, count, root, prev, hash,
           signature, ${exactly('sealed_at')} as sealed_at
      from ${sql.raw(schema)}.audit_seals where tenant_id = ${tenantId} and n >= ${from} order by n limit ${limit}`
}
