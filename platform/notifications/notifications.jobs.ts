import type { AnyTenantReader, TenantTx } from '@tenantry/tenancy'
import type { TenantErrand, TenantPlace } from '#platform/outbox/jobs.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import { type NotificationParts, OneMessage } from './notification-parts.ts'
import type { ReadyMessage, SendOutcome } from './outcomes.ts'
import { prepareMessage } from './prepare-message.ts'
import { sendByEmail } from './send-email.ts'
import { settleMessage } from './settle-message.ts'
import { whatsAppMessageOf } from './whatsapp/send-whatsapp.ts'
import { reconcileMessage } from './whatsapp/reconcile.ts'
import { findSender, providerOf } from './whatsapp/senders.ts'

/** One try of one message. */
function sendMessage(parts: NotificationParts): TenantErrand<typeof OneMessage, unknown> {
  const { templates, now = () => new Date(), reconcileAfterSeconds = 60 } = parts
  const reconcileLater = (tx: TenantTx<unknown>, messageId: string) => {
    const dueAt = new Date(Date.now() + reconcileAfterSeconds * 1_000)
    return enqueue(tx, { name: 'reconcile-message', payload: { messageId }, dueAt })
  }
  const providerIn = async (db: AnyTenantReader, channel: string) =>
    channel === 'email' ? 'smtp' : (await findSender(db, parts.secrets))?.provider
  return {
    kind: 'tenant-errand',
    payload: OneMessage,
    perform: async (place, { messageId }, { signal }) => {
      const { tenant, actor, data } = place
      const prepared = await data.run(tenant, actor, async (tx) => {
        const outcome = await prepareMessage(tx, messageId, {
          templates,
          now: now(),
          providerOf: (channel) => providerIn(tx, channel),
        })
        if (outcome === 'unknown') await reconcileLater(tx, messageId)
        return outcome
      })
      if (!prepared || prepared === 'unknown') return
      const outcome = await send(parts, place, { ready: prepared, now: now(), signal })
      return async (tx) => {
        await settleMessage(tx, prepared, outcome)
        if (outcome.kind === 'unknown') await reconcileLater(tx, messageId)
      }
    },
  }
}

async function send(
  parts: NotificationParts,
  { tenant, actor, data }: TenantPlace<unknown>,
  { ready, now, signal }: { ready: ReadyMessage; now: Date; signal: AbortSignal },
): Promise<SendOutcome> {
  if (ready.channel === 'email') return sendByEmail(parts, tenant, ready)
  const [sender, message] = await data.read(tenant, actor, (db) =>
    Promise.all([
      findSender(db, parts.secrets),
      whatsAppMessageOf(db, ready, { templates: parts.templates, now }),
    ]),
  )
  if (!sender || !message) return { kind: 'not_sent', reason: 'no_provider' }
  return providerOf(sender, { ...parts, tenant }).send(message, signal)
}

export function makeNotificationJobs(parts: NotificationParts) {
  return { 'send-message': sendMessage(parts), 'reconcile-message': reconcileMessage(parts) }
}
