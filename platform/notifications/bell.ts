import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { post } from '#platform/outbox/outbox.ts'
import type { Notification } from './notifications.contract.ts'

interface Asked {
  unread?: boolean | undefined
  kind?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

/** A page of what a member was told in the app, newest first, and how much of all of it is unread. */
export async function listNotifications(
  db: AnyTenantReader,
  memberId: string,
  { unread = false, kind, limit = 50, cursor }: Asked,
): Promise<{ items: Notification[]; next: string | null; unread: number }> {
  const before = cursor && decodeCursor(cursor, 'notifications', ['uuid'])[0]
  const conditions = [
    own(db, memberId),
    ...(unread ? [sql`read_at is null`] : []),
    ...(kind ? [sql`kind = ${kind}`] : []),
    ...(before ? [sql`id < ${before}::uuid`] : []),
  ]
  const [rows, [counted]] = await Promise.all([
    db
      .raw<Notification>(
        sql`select id, kind, title, body, path, read_at, created_at from core.messages
             where ${sql.join(conditions, sql` and `)} order by id desc limit ${limit + 1}`,
      )
      .execute(),
    db
      .raw<{ unread: number }>(
        // More than a hundred is many: nobody counts on.
        sql`select count(*)::int as unread from (
              select from core.messages where ${own(db, memberId)} and read_at is null limit 100) as latest`,
      )
      .execute(),
  ])
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items,
    next: last ? encodeCursor(['notifications', last.id]) : null,
    unread: counted?.unread ?? 0,
  }
}

/** Throws `not_found`. */
export async function readNotification(tx: AnyTenantTx, memberId: string, id: string): Promise<void> {
  const found = await tx
    .raw(
      sql`update core.messages set state = 'read', read_at = coalesce(read_at, now()), updated_at = now()
           where ${own(tx, memberId)} and id = ${id} returning id`,
    )
    .execute()
  if (found.length === 0) throw new DomainError('not_found')
  await post(tx, { kind: 'notification.changed', entityId: memberId })
}

/** Everything that the member has seen: up to one of his own. Throws `not_found`. */
export async function readNotifications(tx: AnyTenantTx, memberId: string, upTo: string): Promise<void> {
  const found = await tx
    .raw(sql`select id from core.messages where ${own(tx, memberId)} and id = ${upTo}`)
    .execute()
  if (found.length === 0) throw new DomainError('not_found')
  await tx
    .raw(
      sql`update core.messages set state = 'read', read_at = now(), updated_at = now()
           where ${own(tx, memberId)} and read_at is null and id <= ${upTo}`,
    )
    .execute()
  await post(tx, { kind: 'notification.changed', entityId: memberId })
}

function own(db: AnyTenantReader, memberId: string) {
  return sql`tenant_id = ${db.tenantId} and channel = 'in_app' and recipient_kind = 'member' and recipient_id = ${memberId}`
}
