import { type AnyTenantTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { enqueue } from '#platform/outbox/outbox.ts'
import { lockContact } from './contacts.ts'
import { messageKinds } from './kinds.ts'
import { lockMessage, type MessageRow } from './lock-message.ts'
import { readMessageSettings } from './message-settings.ts'
import { moveMessage, type Move } from './move-message.ts'
import { onOneLine } from './notify.ts'
import type { ReadyMessage } from './outcomes.ts'
import { findOwnText } from './own-texts.ts'
import { beginOfDay, endOfQuiet, secondsUntilQuiet } from './quiet-hours.ts'
import { fillIn, type MessageTemplates } from './template.ts'

interface Preparing {
  templates: MessageTemplates
  now: Date
  /** By whom messages of a channel leave here; nothing where nobody sends. */
  providerOf(channel: MessageRow['channel']): Promise<string | undefined>
}

/** A try that runs for longer than this died with its process. */
const attemptSeconds = 60
/** Ten hours: a provider keeps a message no longer. */
const longestValidity = 36_000

/**
 * Decides under a lock whether a message goes out now, and begins its try; nothing where it does not. What has been decided
 * is committed before anybody outside is asked. `unknown`: a try of before has died, and what came of it has to be found out.
 */
export async function prepareMessage(
  tx: AnyTenantTx,
  messageId: string,
  preparing: Preparing,
): Promise<ReadyMessage | 'unknown' | undefined> {
  const found = await lockMessage(tx, messageId)
  if (!found || found.channel === 'in_app') return undefined
  if (found.state === 'attempting' && !(await takeOver(tx, found))) return 'unknown'
  if (found.state !== 'queued' && found.state !== 'attempting') return undefined
  const message = { ...found, ...(await refreshed(tx, found, preparing.templates)) }
  const text = { variables: message.variables, title: message.title, body: message.body }
  const provider = await preparing.providerOf(found.channel)
  const held = message.skip
    ? ({ state: 'skipped', reason: message.skip } satisfies Move)
    : await findHindrance(tx, message, { ...preparing, provider })
  if (held) {
    await moveMessage(tx, message, { text, ...held })
    if (held.dueAt) await enqueue(tx, { name: 'send-message', payload: { messageId }, dueAt: held.dueAt })
    return undefined
  }
  const attempt = message.attempts + 1
  const begun = { counted: true, attempts: attempt, reason: null, errorCode: null, dueAt: null, text }
  if (!provider) {
    await moveMessage(tx, message, {
      ...begun,
      attempts: message.attempts,
      state: 'not_sent',
      reason: 'no_provider',
    })
    return undefined
  }
  await moveMessage(tx, message, { ...begun, state: 'attempting', provider })
  const attemptId = newId()
  await tx
    .raw(
      sql`insert into core.message_attempts (tenant_id, id, message_id, number, provider)
          values (${tx.tenantId}, ${attemptId}, ${messageId}, ${attempt}, ${provider})`,
    )
    .execute()
  const { quietFrom, quietUntil } = await readMessageSettings(tx)
  const validSeconds = messageKinds[message.kind].quiet
    ? secondsUntilQuiet(preparing.now, message.timeZone, { from: quietFrom, until: quietUntil })
    : longestValidity
  return readyOf(message, { attemptId, attempt, validSeconds: Math.min(validSeconds, longestValidity) })
}

/**
 * A try that was begun before: one that may still be running is left to itself, and one that has died is closed. A mail goes
 * out again as the same mail; of anything else nobody knows whether it has left, and that is found out first.
 */
async function takeOver(tx: AnyTenantTx, message: MessageRow): Promise<boolean> {
  const [open] = await tx
    .raw<{ id: string; dead: boolean }>(
      sql`select id, started_at < now() - make_interval(secs => ${attemptSeconds}) as dead from core.message_attempts
           where tenant_id = ${tx.tenantId} and message_id = ${message.id} and ended_at is null
           order by number desc limit 1`,
    )
    .execute()
  if (open && !open.dead) throw new Error('the message is being sent by another process')
  if (open) {
    await tx
      .raw(
        sql`update core.message_attempts set ended_at = now(), outcome = 'unknown'
             where tenant_id = ${tx.tenantId} and id = ${open.id}`,
      )
      .execute()
  }
  if (message.channel === 'email') return true
  await moveMessage(tx, message, { state: 'unknown', reason: 'no_answer' })
  return false
}

type Words = Pick<MessageRow, 'variables' | 'title' | 'body'> & { skip?: string }

/** The message as it would be said now. */
async function refreshed(
  tx: AnyTenantTx,
  message: MessageRow,
  templates: MessageTemplates,
): Promise<Words | undefined> {
  const { id, rule, cycle, recipientKind, recipientId, subjectKind, subjectId, language } = message
  const template = templates.get(message.template)
  const fresh = await template?.beforeSending?.(tx, {
    id,
    rule,
    cycle,
    recipient: { kind: recipientKind, id: recipientId },
    subject: subjectKind && subjectId ? { kind: subjectKind, id: subjectId } : null,
    language,
    variables: message.variables,
  })
  if (!template || !fresh) return undefined
  if ('skip' in fresh) {
    const { variables, title, body } = message
    return { variables, title, body, skip: fresh.skip }
  }
  const variables = { ...message.variables, ...onOneLine(defined(fresh.variables)) }
  const text = (await findOwnText(tx, template.name, language)) ?? template.texts[language]
  return { variables, title: fillIn(text.title, variables), body: fillIn(text.body, variables) }
}

/** Why a message to somebody who is no member does not go out now: consent, quiet hours, caps. */
async function findHindrance(
  tx: AnyTenantTx,
  message: MessageRow,
  { now, provider }: { now: Date; provider: string | undefined },
): Promise<Move | undefined> {
  const { channel, address, kind, timeZone } = message
  if (address === null || channel === 'in_app') return undefined
  const contact = await lockContact(tx, channel, address)
  if (contact.consent === 'withdrawn') return { state: 'skipped', reason: 'opted_out' }
  if (contact.consent !== 'given' && channel === 'whatsapp') return { state: 'skipped', reason: 'no_consent' }
  if (contact.unreachableAt) return { state: 'skipped', reason: 'unreachable' }
  const settings = await readMessageSettings(tx)
  const rules = messageKinds[kind]
  if (rules.quiet && provider) {
    const dueAt = endOfQuiet(now, timeZone, { from: settings.quietFrom, until: settings.quietUntil })
    if (dueAt) return { state: 'queued', reason: 'quiet_hours', dueAt }
  }
  // Counted before: this is another try of the same message.
  if (!rules.capped || message.countedAt) return undefined
  const [counted] = await tx
    .raw<{ today: number; month: number }>(
      sql`select count(*) filter (where counted_at >= ${beginOfDay(now, timeZone).toISOString()})::int as today,
                 count(*)::int as month
            from core.messages
           where tenant_id = ${tx.tenantId} and channel = ${channel} and address = ${address}
             and counted_at > ${new Date(now.getTime() - 30 * 86_400_000).toISOString()}
             and kind in (${sql.join(cappedKinds)})`,
    )
    .execute()
  if (counted && counted.today >= settings.perDay) return { state: 'skipped', reason: 'daily_cap' }
  if (counted && counted.month >= settings.perMonth) return { state: 'skipped', reason: 'monthly_cap' }
  return undefined
}

const cappedKinds = Object.entries(messageKinds).flatMap(([kind, { capped }]) => (capped ? [kind] : []))

function readyOf(
  message: MessageRow,
  attempt: Pick<ReadyMessage, 'attemptId' | 'attempt' | 'validSeconds'>,
): ReadyMessage {
  const { id, channel, rule, address, language, template, variables, title, body, path } = message
  const { recipientKind, recipientId, subjectKind, subjectId } = message
  return {
    id,
    ...attempt,
    channel: channel as ReadyMessage['channel'], // what stands in the app is never sent
    rule,
    recipient: { kind: recipientKind, id: recipientId },
    subject: subjectKind && subjectId ? { kind: subjectKind, id: subjectId } : null,
    address,
    language,
    template,
    variables,
    title,
    body,
    path,
  }
}

function defined(values: Partial<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
