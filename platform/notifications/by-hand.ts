import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import { lockMessage, type MessageRow } from './lock-message.ts'
import { moveMessage } from './move-message.ts'

/** Somebody has sent it from his own phone. Throws `not_found`, and `conflict` where it is on its way by itself. */
export async function markSentByHand(tx: AnyTenantTx, id: string): Promise<void> {
  const message = await lockUnsent(tx, id)
  if (message.channel !== 'whatsapp') throw new DomainError('conflict')
  const by = tx.actor.kind === 'member' ? tx.actor.memberId : null
  await tx
    .raw(
      sql`update core.messages set by_hand_by = ${by}::uuid, counted_at = coalesce(counted_at, now())
           where tenant_id = ${tx.tenantId} and id = ${id}`,
    )
    .execute()
  await moveMessage(tx, message, { state: 'sent', reason: null, errorCode: null })
  tell(tx, message, 'sent')
}

/** Puts it back into the queue. Throws `not_found`, and `conflict` where it is on its way or has arrived. */
export async function retryMessage(tx: AnyTenantTx, id: string): Promise<void> {
  const message = await lockUnsent(tx, id)
  await moveMessage(tx, message, {
    state: 'queued',
    reason: null,
    errorCode: null,
    dueAt: null,
    providerId: null,
    counted: false,
  })
  await enqueue(tx, { name: 'send-message', payload: { messageId: id } })
  tell(tx, message, 'queued')
}

async function lockUnsent(tx: AnyTenantTx, id: string): Promise<MessageRow> {
  const message = await lockMessage(tx, id)
  if (!message || message.channel === 'in_app') throw new DomainError('not_found')
  if (!['not_sent', 'failed', 'unknown'].includes(message.state)) throw new DomainError('conflict')
  return message
}

function tell(tx: AnyTenantTx, { id, state, recipientKind, recipientId }: MessageRow, now: string): void {
  changed(tx, {
    entity: 'message',
    id,
    ...(recipientKind === 'clinic.patient' && { patientId: recipientId }),
    before: { state },
    after: { state: now },
  })
}
