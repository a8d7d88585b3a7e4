import { type AnyControlTx, type AnyTenantTx, newId, prepareNote } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { packUuids } from './pack-uuids.ts'

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
  /** Whom a list showed. Kept beside the detail, and told as a part of it. */
  patients?: readonly string[]
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

/** As many as one statement writes while others hardly notice. */
export const mostEventsAtOnce = 500

const columns = sql.raw(
  `actor_kind, actor, actor_name, on_behalf_of, roles, session_id, ip, action, entity, entity_id, patient_id, purpose,
   outcome, request_id, detail`,
)

/** What an event says in those columns. */
const valuesOf = ({ author, ...event }: AuditEvent, detail: Record<string, unknown>) => ({
  actorKind: author.kind,
  actor: author.id,
  actorName: author.name,
  onBehalfOf: author.onBehalfOf ?? null,
  roles: author.roles,
  sessionId: author.sessionId,
  ip: author.ip,
  action: event.action,
  entity: event.entity,
  entityId: event.entityId,
  patientId: event.patientId,
  purpose: event.purpose ?? null,
  outcome: event.outcome,
  requestId: author.requestId,
  detail: JSON.stringify(detail),
})

type Values = ReturnType<typeof valuesOf>

const inColumns = (value: <Name extends keyof Values>(name: Name) => unknown) => sql`
  ${value('actorKind')}, ${value('actor')}, ${value('actorName')}, ${value('onBehalfOf')}, ${value('roles')}::text[],
  ${value('sessionId')}, ${value('ip')}, ${value('action')}, ${value('entity')}, ${value('entityId')},
  ${value('patientId')}, ${value('purpose')}, ${value('outcome')}, ${value('requestId')}, ${value('detail')}`

function written(event: AuditEvent, detail: Record<string, unknown>) {
  const values = valuesOf(event, detail)
  return inColumns((name) => values[name])
}

const typed = sql.raw(
  `id uuid, actor_kind text, actor text, actor_name text, on_behalf_of text, roles text[], session_id uuid, ip text,
   action text, entity text, entity_id text, patient_id uuid, purpose text, outcome text, request_id text, detail jsonb,
   first integer, last integer`,
)

/**
 * The statement that writes events of one tenant; at most `mostEventsAtOnce`. They travel as two values, so that the
 * statement is the same however many they are, and each connection prepares it once. Of one alone each value travels by
 * itself, since PostgreSQL takes longer to read JSON than to write the row.
 */
export function insertEvents(tx: AnyTenantTx, events: readonly AuditEvent[]): RawBuilder<unknown> {
  const [first] = events
  if (first && events.length === 1) return insertEvent(tx, first)
  let packed = 0
  const rows = events.map(({ author, patients, ...event }) => ({
    id: newId(),
    actor_kind: author.kind,
    actor: author.id,
    actor_name: author.name,
    on_behalf_of: author.onBehalfOf,
    roles: author.roles,
    session_id: author.sessionId,
    ip: author.ip,
    action: event.action,
    entity: event.entity,
    entity_id: event.entityId,
    patient_id: event.patientId,
    purpose: event.purpose,
    outcome: event.outcome,
    request_id: author.requestId,
    detail: event.detail,
    ...(patients && { first: packed + 1, last: (packed += patients.length) }),
  }))
  const patients = packUuids(events.map((event) => event.patients ?? []))
  return sql`insert into core.audit_events (tenant_id, database_id, id, ${columns}, patients)
    select ${tx.tenantId}::uuid, ${tx.tenant.placement.databaseId}::uuid, id, ${columns}, (${patients}::uuid[])[first:last]
      from json_to_recordset(${JSON.stringify(rows)}::json) as event (${typed})`
}

function insertEvent(tx: AnyTenantTx, event: AuditEvent): RawBuilder<unknown> {
  const patients = event.patients ? packUuids([event.patients]) : null
  return sql`insert into core.audit_events (tenant_id, database_id, id, ${columns}, patients)
    values (${tx.tenantId}, ${tx.tenant.placement.databaseId}, ${newId()}, ${written(event, event.detail)}, ${patients})`
}

/** What the event of a read is written with by the statement that reads. */
export function shownValues(event: AuditEvent, databaseId: string, limit?: number) {
  return { ...valuesOf(event, event.detail), id: newId(), databaseId, limit }
}

type ShownValues = ReturnType<typeof shownValues>

/** The event of a list, with the ids in the column. */
export const listShown = prepareNote<ShownValues>(
  (
    column,
    tenantId,
    value,
  ) => sql`insert into core.audit_events (tenant_id, database_id, id, ${columns}, patients)
    select ${tenantId}, ${value('databaseId')}, ${value('id')}, ${inColumns(value)},
           nullif(array(select ${sql.raw(column)} from shown limit ${value('limit')}), '{}')`,
)

/** The event of one thing, where it was found. */
export const oneShown = prepareNote<ShownValues>(
  (_, tenantId, value) => sql`insert into core.audit_events (tenant_id, database_id, id, ${columns})
    select ${tenantId}, ${value('databaseId')}, ${value('id')}, ${inColumns(value)} where exists (select from shown)`,
)

/** An event's detail as it is told, exported and sealed. */
export const wholeDetail: Record<'core' | 'control', RawBuilder<unknown>> = {
  core: sql.raw(
    `case when patients is null then detail else detail || jsonb_build_object('patients', to_jsonb(patients)) end as detail`,
  ),
  control: sql.raw('detail'),
}

/** The same in the control database. Without a tenant it is about the platform itself. */
export function insertControlEvents(
  events: readonly (AuditEvent & { tenantId: string | null })[],
): RawBuilder<unknown> {
  return sql`insert into control.audit_events (tenant_id, id, ${columns}) values ${sql.join(
    events.map(
      (event) =>
        sql`(${event.tenantId}, ${newId()}, ${written(event, { ...event.detail, patients: event.patients })})`,
    ),
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
