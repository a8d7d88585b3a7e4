import type { Actor, AnyTenantReader, TenantTx } from '@tenantry/tenancy'
import { strictObject } from '#contract/route.ts'
import { eachOf } from '#platform/outbox/clock.ts'
import type { ControlErrand, TenantErrand, TenantPlace } from '#platform/outbox/jobs.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import { listMembersWith } from './members-with.ts'
import { type NotificationParts, OneMessage } from './notification-parts.ts'
import type { ReadyMessage, SendOutcome } from './outcomes.ts'
import { prepareMessage } from './prepare-message.ts'
import { findFailed, tellOfFailure } from './provider-trouble.ts'
import { deleteOldEvents, deleteOldMessages } from './retention.ts'
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

/** A message has failed, by the provider's answer or by what it told later: those who manage messages are told what to do. */
function tellManagers(parts: NotificationParts): TenantErrand<typeof OneMessage, unknown> {
  const { tenancy, managingRoles, now = () => new Date() } = parts
  return {
    kind: 'tenant-errand',
    payload: OneMessage,
    perform: async ({ tenant, actor, data }, { messageId }) => {
      const failed = await data.read(tenant, actor, (db) => findFailed(db, messageId))
      if (!failed) return
      const managers = await listMembersWith(tenancy, tenant, managingRoles(tenant.app))
      return (tx) => tellOfFailure(tx, managers, { failed, now: now() })
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

const Nothing = strictObject({})
const retention: Actor = { kind: 'system', name: 'retention' }

/** What is old, of every tenant. */
function clearMessageEvents({ tenancy }: NotificationParts): ControlErrand<typeof Nothing, unknown> {
  return {
    kind: 'control-errand',
    payload: Nothing,
    timeoutMs: 30 * 60_000,
    perform: async (_control, _payload, { signal }) => {
      const tenants = tenancy.directory.all().filter(({ status }) => status === 'active')
      const data = tenancy.tables<unknown>()
      await eachOf(tenants, 2, async (tenant) => {
        await data.run(tenant, retention, deleteOldEvents)
        let more = true
        while (more) {
          signal.throwIfAborted()
          more = await data.run(tenant, retention, deleteOldMessages)
        }
      })
    },
  }
}

export function makeNotificationJobs(parts: NotificationParts) {
  return {
    'send-message': sendMessage(parts),
    'reconcile-message': reconcileMessage(parts),
    'tell-of-failed-message': tellManagers(parts),
    'clear-message-events': clearMessageEvents(parts),
  }
}
