import { type AnyControlTx, type AnyTenantTx, newId } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'

/** Who acted, and from where. */
export interface Author {
  kind: 'member' | 'operator' | 'system' | 'visitor'
  /** The account's id, or the name of what acts by itself; null for a visitor. */
  id: string | null
  name: string | null
  /** Whose access is used, where it is not his own. */
  onBehalfOf?: string
  roles: readonly string[]
  /** The public id of the sign-in. */
  sessionId: string | null
  ip: string | null
  requestId: string | null
}

/** One event, as it is written. Time and transaction are the database's to say. */
export interface AuditEvent extends About {
  author: Author
  /** `patients.read`, `members.deactivate`: what stands in the address, and what was done there. */
  action: string
  outcome: 'success' | 'denied' | 'failed'
  purpose?: string
  detail: Record<string, unknown>
}

/** What an event is about. */
export interface About {
  /** One word: `patient`, `member`. */
  entity: string
  entityId: string | null
  patientId: string | null
}

/** The signal of a transaction that has written events: `tenancy.onSignal(auditSignal, …)`. */
export const auditSignal = 'audit events'

/** More rows would make a statement too long for a connection to keep prepared. */
export const mostEventsAtOnce = 64

const columns = sql.raw(
  `actor_kind, actor, actor_name, on_behalf_of, roles, session_id, ip, action, entity, entity_id, patient_id, purpose,
   outcome, request_id, detail`,
)

const valuesOf = ({ author, ...event }: AuditEvent) => sql`
  ${author.kind}, ${author.id}, ${author.name}, ${author.onBehalfOf ?? null}, ${[...author.roles]}::text[],
  ${author.sessionId}, ${author.ip}, ${event.action}, ${event.entity}, ${event.entityId}, ${event.patientId},
  ${event.purpose ?? null}, ${event.outcome}, ${author.requestId}, ${JSON.stringify(event.detail)}`

/** The statement that writes events of one tenant; at most `mostEventsAtOnce`. */
export function insertEvents(tx: AnyTenantTx, events: readonly AuditEvent[]): RawBuilder<unknown> {
  const { databaseId } = tx.tenant.placement
  return sql`insert into core.audit_events (tenant_id, id, database_id, ${columns}) values ${sql.join(
    events.map((event) => sql`(${tx.tenantId}, ${newId()}, ${databaseId}, ${valuesOf(event)})`),
  )}`
}

/** The same in the control database. Without a tenant it is about the platform itself. */
export function insertControlEvents(
  events: readonly (AuditEvent & { tenantId: string | null })[],
): RawBuilder<unknown> {
  return sql`insert into control.audit_events (tenant_id, id, ${columns}) values ${sql.join(
    events.map((event) => sql`(${event.tenantId}, ${newId()}, ${valuesOf(event)})`),
  )}`
}

/** Writes an event with the commit of a tenant's transaction. */
export async function recordEvent(tx: AnyTenantTx, event: AuditEvent): Promise<void> {
  await tx.signal(auditSignal)
  tx.atCommit(insertEvents(tx, [event]))
}

/** Writes an event with the commit of a transaction of the control database. */
export async function recordControlEvent(
  tx: AnyControlTx,
  event: AuditEvent & { tenantId: string | null },
): Promise<void> {
  await tx.signal(auditSignal)
  tx.atCommit(insertControlEvents([event]))
}
