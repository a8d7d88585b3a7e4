import type { AnyControlReader, AnyTenantReader } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import type { AuditEvent } from './audit.contract.ts'
import { wholeDetail } from './events.ts'

/** Which events are asked for. */
export interface Asked {
  limit?: number
  cursor?: string
  actor?: string
  patient?: string
  action?: string
  outcome?: string
  from?: string
  to?: string
}

/** Events of both databases in one list, newest first. Ids are in the order of time, so they are also where a page ends. */
export async function listEvents(
  { db, control }: { db: AnyTenantReader; control: AnyControlReader },
  asked: Asked,
): Promise<{ items: AuditEvent[]; next: string | null }> {
  const { limit = 50, cursor } = asked
  const [before] = cursor ? decodeCursor(cursor, 'audit', ['uuid']) : []
  const where = conditions(db.tenantId, asked, before)
  const [ofData, ofControl] = await Promise.all([
    db.raw<AuditEvent>(selectEvents('data', where, limit)).execute(),
    control.raw<AuditEvent>(selectEvents('control', where, limit)).execute(),
  ])
  const all = [...ofData, ...ofControl].sort((one, other) => (one.id < other.id ? 1 : -1))
  const items = all.slice(0, limit)
  const last = items.at(-1)
  return { items, next: all.length > limit && last ? encodeCursor(['audit', last.id]) : null }
}

function selectEvents(
  source: AuditEvent['source'],
  where: RawBuilder<unknown>,
  limit: number,
): RawBuilder<AuditEvent> {
  const schema = source === 'data' ? 'core' : 'control'
  return sql<AuditEvent>`
    select id, at, ${source}::text as source, actor_kind, actor, actor_name, on_behalf_of, roles, session_id, ip, action,
           entity, entity_id, patient_id, purpose, outcome, request_id, ${wholeDetail[schema]}
      from ${sql.raw(schema)}.audit_events where ${where} order by id desc limit ${limit + 1}`
}

function conditions(tenantId: string, asked: Asked, before: string | undefined): RawBuilder<unknown> {
  const { actor, patient, action, outcome, from, to } = asked
  const all = [sql`tenant_id = ${tenantId}`]
  if (before) all.push(sql`id < ${before}`)
  if (actor) all.push(sql`actor = ${actor}`)
  if (patient) all.push(sql`patient_id = ${patient}`)
  if (action) all.push(sql`(action = ${action} or starts_with(action, ${`${action}.`}))`)
  if (outcome) all.push(sql`outcome = ${outcome}`)
  if (from) all.push(sql`at >= ${from}`)
  if (to) all.push(sql`at < ${to}`)
  return sql.join(all, sql` and `)
}

interface NewestLink {
  links: number
  sealedAt: string | null
  hash: string | null
  signature: string | null
}

/** The newest link of a tenant's chain in one of its databases. */
export async function findHead(
  reader: AnyTenantReader | AnyControlReader,
  { schema, tenantId }: { schema: 'core' | 'control'; tenantId: string },
): Promise<NewestLink> {
  const [row] = await reader
    .raw<NewestLink>(
      sql`select n as links, sealed_at, hash, signature from ${sql.raw(schema)}.audit_seals
           where tenant_id = ${tenantId} order by n desc limit 1`,
    )
    .execute()
  return row ?? { links: 0, sealedAt: null, hash: null, signature: null }
}
