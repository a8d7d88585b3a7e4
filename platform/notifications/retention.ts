import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'

/** A year and a month: what was said a year ago at this time can still be read. */
const keptDays = 400
/** What providers told is kept as long as they might tell it again. */
const eventsKeptDays = 90
const atOnce = 1_000

/**
 * Deletes messages that are over and old, with their tries: text, name and address. Who agreed to be written to, and what
 * the audit says of whoever sent something, stays. Answers whether there may be more.
 */
export async function deleteOldMessages(tx: AnyTenantTx): Promise<boolean> {
  const old = await tx
    .raw<{ id: string }>(
      sql`select id from core.messages
           where tenant_id = ${tx.tenantId} and created_at < now() - make_interval(days => ${keptDays})
             and state not in ('queued', 'attempting', 'unknown')
           order by created_at limit ${atOnce} for update skip locked`,
    )
    .execute()
  if (old.length === 0) return false
  const ids = old.map(({ id }) => id)
  await tx
    .raw(
      sql`delete from core.message_attempts where tenant_id = ${tx.tenantId} and message_id = any(${ids}::uuid[])`,
    )
    .execute()
  await tx
    .raw(sql`delete from core.messages where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[])`)
    .execute()
  return old.length === atOnce
}

export async function deleteOldEvents(tx: AnyTenantTx): Promise<void> {
  await tx
    .raw(
      sql`delete from core.message_events
           where tenant_id = ${tx.tenantId} and received_at < now() - make_interval(days => ${eventsKeptDays})`,
    )
    .execute()
}
