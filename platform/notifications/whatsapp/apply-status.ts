import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { lockMessage, type MessageRow } from '../lock-message.ts'
import type { MessageState } from '../message-states.ts'
import { moveMessage } from '../move-message.ts'
import { failMessage, noteContact, tryLater } from '../settle-message.ts'
import { mostAttempts } from '../outcomes.ts'
import { outcomeOfCode } from './error-codes.ts'
import type { ProviderStatus } from './provider.ts'

/** What a provider has told of one of our messages. */
export interface StatusEvent extends ProviderStatus {
  provider: 'twilio' | 'meta'
  /** The try that it belongs to, as we named it. */
  attemptId: string | null
}

/** States only move forward, whatever order and however often they are told in. */
const ranks: Partial<Record<MessageState, number>> = {
  attempting: 0,
  unknown: 0,
  sent: 1,
  failed: 2,
  delivered: 3,
  read: 4,
}

/** Applies what was told, once. What is old, doubled or nobody's changes nothing. */
export async function applyStatus(tx: AnyTenantTx, event: StatusEvent): Promise<void> {
  if (!(await isNews(tx, event))) return
  const message = await lockMessageOf(tx, event)
  if (message) await moveOn(tx, message, event)
}

/** Brings a message that is held to where the provider says it is. */
export async function moveOn(tx: AnyTenantTx, message: MessageRow, event: StatusEvent): Promise<void> {
  const { provider, providerId, status, errorCode } = event
  // It belongs to a try that another one has followed.
  if (message.providerId !== null && message.providerId !== providerId) return
  if (message.provider !== provider) return
  const [now, next] = [ranks[message.state], ranks[status]]
  if (now === undefined || next === undefined || next <= now) return
  if (status !== 'failed')
    return moveMessage(tx, message, { state: status, reason: null, errorCode: null, providerId })
  const outcome = outcomeOfCode(provider, errorCode)
  await tx
    .raw(
      sql`update core.message_attempts set outcome = ${outcome.kind}, error_code = ${errorCode}
           where tenant_id = ${tx.tenantId} and message_id = ${message.id} and number = ${message.attempts}`,
    )
    .execute()
  if (outcome.kind === 'later' && message.attempts < mostAttempts) {
    return tryLater(tx, message, { ...outcome, attempt: message.attempts })
  }
  if (outcome.kind === 'refused') await noteContact(tx, message, outcome.contact)
  await failMessage(tx, message, { ...outcome, providerId })
}

/** Every message of the provider is told once in each state. */
async function isNews(
  tx: AnyTenantTx,
  { provider, providerId, status, attemptId, errorCode }: StatusEvent,
): Promise<boolean> {
  const rows = await tx
    .raw(
      sql`insert into core.message_events (tenant_id, provider, provider_id, status, attempt_id, error_code)
          values (${tx.tenantId}, ${provider}, ${providerId}, ${status}, ${attemptId}, ${errorCode})
          on conflict (tenant_id, provider, provider_id, status) do nothing returning status`,
    )
    .execute()
  return rows.length > 0
}

/** By the try that it names, where that is the latest; else by what the provider calls it. */
async function lockMessageOf(
  tx: AnyTenantTx,
  { provider, providerId, attemptId }: StatusEvent,
): Promise<MessageRow | undefined> {
  const [found] = await tx
    .raw<{ id: string }>(
      attemptId
        ? sql`select message.id from core.message_attempts attempt
                join core.messages message on message.tenant_id = attempt.tenant_id and message.id = attempt.message_id
               where attempt.tenant_id = ${tx.tenantId} and attempt.id = ${attemptId} and attempt.number = message.attempts`
        : sql`select id from core.messages
               where tenant_id = ${tx.tenantId} and provider = ${provider} and provider_id = ${providerId}`,
    )
    .execute()
  return found && lockMessage(tx, found.id)
}
