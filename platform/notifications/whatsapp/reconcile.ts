import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { TenantErrand } from '#platform/outbox/jobs.ts'
import { lockMessage } from '../lock-message.ts'
import { OneMessage, type NotificationParts } from '../notification-parts.ts'
import { tryLater } from '../settle-message.ts'
import { moveOn } from './apply-status.ts'
import { findSender, providerOf } from './senders.ts'

/** Finds out whether a message left whose answer never came. Only one that surely did not is tried again. */
export function reconcileMessage(parts: NotificationParts): TenantErrand<typeof OneMessage, unknown> {
  return {
    kind: 'tenant-errand',
    payload: OneMessage,
    perform: async ({ tenant, actor, data }, { messageId }, { signal }) => {
      const lost = await data.read(tenant, actor, (db) => findLost(db, messageId))
      const sender = await data.read(tenant, actor, (db) => findSender(db, parts.secrets))
      if (!lost || !sender || sender.provider !== lost.provider) return
      const provider = providerOf(sender, { ...parts, tenant })
      const found = await provider.lookUp(lost, signal)
      if (found === 'cannot_tell') return
      return async (tx) => {
        const message = await lockMessage(tx, messageId)
        // A callback has told meanwhile.
        if (message?.state !== 'unknown') return
        if (found === 'not_taken') {
          return tryLater(tx, message, { reason: 'no_answer', attempt: message.attempts, afterSeconds: 1 })
        }
        await moveOn(tx, message, { ...found, provider: sender.provider, attemptId: null })
      }
    },
  }
}

async function findLost(db: AnyTenantReader, messageId: string) {
  const [row] = await db
    .raw<{ to: string; body: string; provider: string; startedAt: string; known: string[] }>(
      sql`select message.address as to, message.body, message.provider, attempt.started_at,
                 array(select other.provider_id from core.messages other
                        where other.tenant_id = ${db.tenantId} and other.channel = 'whatsapp'
                          and other.address = message.address and other.provider_id is not null) as known
            from core.messages message
            join core.message_attempts attempt on attempt.tenant_id = message.tenant_id
             and attempt.message_id = message.id and attempt.number = message.attempts
           where message.tenant_id = ${db.tenantId} and message.id = ${messageId} and message.state = 'unknown'`,
    )
    .execute()
  return row && { ...row, startedAt: new Date(row.startedAt), known: new Set(row.known) }
}
