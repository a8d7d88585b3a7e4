import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { enqueue } from '#platform/outbox/outbox.ts'
import { recordConsent } from './contacts.ts'
import { lockMessage, type MessageRow } from './lock-message.ts'
import { moveMessage } from './move-message.ts'
import { mostAttempts, type ReadyMessage, secondsUntilNextTry, type SendOutcome } from './outcomes.ts'

/** Writes down what became of a try, and asks for what follows from it. */
export async function settleMessage(
  tx: AnyTenantTx,
  { id, attemptId, attempt }: ReadyMessage,
  outcome: SendOutcome,
): Promise<void> {
  const message = await lockMessage(tx, id)
  if (!message) return
  await closeAttempt(tx, attemptId, outcome)
  // A callback was faster, and knows more than the answer does.
  if (message.state !== 'attempting' && message.state !== 'unknown') return
  switch (outcome.kind) {
    case 'accepted':
      return moveMessage(tx, message, { state: 'sent', reason: null, providerId: outcome.providerId })
    case 'not_sent':
      return moveMessage(tx, message, { state: 'not_sent', reason: outcome.reason })
    case 'refused':
      await noteContact(tx, message, outcome.contact)
      return failMessage(tx, message, outcome)
    case 'later':
      if (attempt >= mostAttempts) return failMessage(tx, message, outcome)
      return tryLater(tx, message, { ...outcome, attempt })
    case 'unknown':
      return moveMessage(tx, message, { state: 'unknown', reason: outcome.reason })
  }
}

/** For good: what it counted for is given back, and those who manage messages are told what to do. */
export async function failMessage(
  tx: AnyTenantTx,
  message: MessageRow,
  failed: { reason: string; errorCode?: string | null; providerId?: string },
): Promise<void> {
  const { reason, errorCode = null, providerId } = failed
  await moveMessage(tx, message, {
    state: 'failed',
    reason,
    errorCode,
    counted: false,
    ...(providerId && { providerId }),
  })
  await enqueue(tx, { name: 'tell-of-failed-message', payload: { messageId: message.id } })
}

/** Back into the queue: nothing has arrived, and what the former try was called counts no more. */
export async function tryLater(
  tx: AnyTenantTx,
  message: MessageRow,
  failed: { reason: string; errorCode?: string; afterSeconds?: number; attempt: number },
): Promise<void> {
  const { reason, errorCode, afterSeconds, attempt } = failed
  const seconds = Math.max(afterSeconds ?? 0, secondsUntilNextTry(attempt))
  const dueAt = new Date(Date.now() + seconds * 1_000)
  await moveMessage(tx, message, {
    state: 'queued',
    reason,
    errorCode: errorCode ?? null,
    dueAt,
    providerId: null,
  })
  await enqueue(tx, { name: 'send-message', payload: { messageId: message.id }, dueAt })
}

async function closeAttempt(tx: AnyTenantTx, attemptId: string, outcome: SendOutcome): Promise<void> {
  const providerId = outcome.kind === 'accepted' ? outcome.providerId : null
  const errorCode = 'errorCode' in outcome ? (outcome.errorCode ?? null) : null
  const word = outcome.kind === 'not_sent' ? 'refused' : outcome.kind
  await tx
    .raw(
      sql`update core.message_attempts
             set ended_at = now(), outcome = ${word}, provider_id = ${providerId}, error_code = ${errorCode}
           where tenant_id = ${tx.tenantId} and id = ${attemptId}`,
    )
    .execute()
}

/** What a refusal says of the address itself. */
export async function noteContact(
  tx: AnyTenantTx,
  { channel, address }: MessageRow,
  contact: 'unreachable' | 'withdrawn' | undefined,
): Promise<void> {
  if (!contact || address === null || channel === 'in_app') return
  if (contact === 'withdrawn') {
    return recordConsent(tx, { channel, address, consent: 'withdrawn', source: 'provider' })
  }
  await tx
    .raw(
      sql`update core.message_contacts set unreachable_at = now(), updated_at = now()
           where tenant_id = ${tx.tenantId} and channel = ${channel} and address = ${address}`,
    )
    .execute()
}
