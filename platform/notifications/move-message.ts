import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { post } from '#platform/outbox/outbox.ts'
import type { MessageRow } from './lock-message.ts'
import type { MessageState } from './message-states.ts'

/** What else is known with a new state. What is left out stays as it was. */
export interface Move {
  state: MessageState
  reason?: string | null
  errorCode?: string | null
  dueAt?: Date | null
  attempts?: number
  provider?: string
  providerId?: string | null
  /** Counts it against what one person may get, or gives that back. */
  counted?: boolean
  text?: { variables: Record<string, string>; title: string; body: string }
  /** When the provider says that it happened; default: now. */
  at?: Date
}

/** Brings a message that is held to another state, and tells whoever watches. */
export async function moveMessage(tx: AnyTenantTx, message: MessageRow, move: Move): Promise<void> {
  const { state, text, at } = move
  const time = at ? sql`${at.toISOString()}::timestamptz` : sql`now()`
  const sets = [
    sql`state = ${state}`,
    sql`updated_at = now()`,
    ...given('reason', move.reason),
    ...given('error_code', move.errorCode),
    ...given('due_at', move.dueAt === undefined ? undefined : (move.dueAt?.toISOString() ?? null)),
    ...given('attempts', move.attempts),
    ...given('provider', move.provider),
    ...given('provider_id', move.providerId),
    ...(move.counted === undefined ? [] : [sql`counted_at = ${move.counted ? sql`now()` : sql`null`}`]),
    ...(text
      ? [
          sql`variables = ${JSON.stringify(text.variables)}::jsonb, title = ${text.title}, body = ${text.body}`,
        ]
      : []),
    ...(isSent(state) ? [sql`sent_at = coalesce(sent_at, ${time})`] : []),
    ...(state === 'delivered' || state === 'read'
      ? [sql`delivered_at = coalesce(delivered_at, ${time})`]
      : []),
    ...(state === 'read' ? [sql`read_at = coalesce(read_at, ${time})`] : []),
  ]
  await tx
    .raw(
      sql`update core.messages set ${sql.join(sets)} where tenant_id = ${tx.tenantId} and id = ${message.id}`,
    )
    .execute()
  await post(tx, { kind: 'message.changed', entityId: message.id })
}

function isSent(state: MessageState): boolean {
  return state === 'sent' || state === 'delivered' || state === 'read'
}

function given(column: string, value: string | number | null | undefined) {
  return value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`]
}
