import type { AnyTenantReader } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { decodeCursor, encodeCursor } from '#platform/http/cursor.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { MessageState } from './message-states.ts'
import type { Message } from './messages.contract.ts'

interface Asked {
  state?: MessageState | undefined
  channel?: 'email' | 'whatsapp' | undefined
  about?: string | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

type Can = (permission: string) => boolean

/** A page of what was said to others, newest first. */
export async function listMessages(
  db: AnyTenantReader,
  { state, channel, about, limit = 50, cursor }: Asked,
  can: Can,
): Promise<{ items: Message[]; next: string | null }> {
  const before = cursor && decodeCursor(cursor, 'messages', ['uuid'])[0]
  const conditions = [
    ...(state ? [sql`state = ${state}`] : []),
    ...(channel ? [sql`channel = ${channel}`] : []),
    ...(about ? [sql`(subject_id = ${about}::uuid or recipient_id = ${about}::uuid)`] : []),
    ...(before ? [sql`id < ${before}::uuid`] : []),
  ]
  const rows = await selectMessages(db, conditions, limit + 1)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    items: items.map((row) => messageOf(row, can)),
    next: last ? encodeCursor(['messages', last.id]) : null,
  }
}

/** Throws `not_found`. */
export async function getMessage(db: AnyTenantReader, id: string, can: Can): Promise<Message> {
  const [row] = await selectMessages(db, [sql`id = ${id}`], 1)
  if (!row) throw new DomainError('not_found')
  return messageOf(row, can)
}

/** States in which nothing has left, or nobody knows: somebody may send it himself. */
const unsent: readonly MessageState[] = ['not_sent', 'failed', 'unknown']

interface Row extends Omit<Message, 'recipient' | 'subject' | 'waLink' | 'can'> {
  recipientKind: string
  recipientId: string
  recipientName: string
  address: string | null
  subjectKind: string | null
  subjectId: string | null
}

function selectMessages(db: AnyTenantReader, conditions: RawBuilder<unknown>[], limit: number) {
  const all = [sql`tenant_id = ${db.tenantId} and channel <> 'in_app'`, ...conditions]
  return db
    .raw<Row>(
      sql`select id, channel, kind, recipient_kind, recipient_id,
                 coalesce(nullif(recipient_name, ''), (select person.name from core.people person
                   where person.tenant_id = ${db.tenantId} and person.id = recipient_id), '') as recipient_name, address, subject_kind, subject_id, title,
                 body, state, reason, error_code, due_at, sent_at, delivered_at, read_at, by_hand_by is not null as by_hand,
                 created_at
            from core.messages where ${sql.join(all, sql` and `)} order by id desc limit ${limit}`,
    )
    .execute()
}

function messageOf(row: Row, can: Can): Message {
  const { recipientKind, recipientId, recipientName, address, subjectKind, subjectId, ...rest } = row
  const maySend = can('message.send') && unsent.includes(row.state)
  return {
    ...rest,
    recipient: { kind: recipientKind, id: recipientId, name: recipientName, address },
    subject: subjectKind && subjectId ? { kind: subjectKind, id: subjectId } : null,
    waLink: maySend && row.channel === 'whatsapp' && address ? waLink(address, row.body) : null,
    can: { markSent: maySend && row.channel === 'whatsapp', retry: maySend },
  }
}

/** Opens a chat with the text written; its sender presses the button. `wa.me` takes the digits alone. */
export function waLink(phone: string, text: string): string {
  return `https://wa.me/${phone.replace(/\D/g, '')}?text=${encodeURIComponent(text)}`
}
