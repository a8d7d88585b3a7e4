import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { customerOwner } from '../customers/customers.ts'
import { today } from '../days.ts'
import { readReminderRules } from './rules.ts'
import type { SkipReason } from './reminders.contract.ts'

/** Somebody who is late, and why he is not reminded if he is not. */
export interface FoundCandidate {
  id: string
  name: string
  phone: string | null
  language: 'en' | 'hi'
  overdueMinor: number
  oldestDueOn: string
  promisedOn: string | null
  disputedOn: string | null
  disputeReason: string | null
  remindedOn: string | null
  skip: SkipReason | null
}

/** Which of these customers are not late at all, or no more. */
export async function findSettled(db: AnyTenantReader, ids: readonly string[], late: ReadonlySet<string>) {
  const others = ids.filter((id) => !late.has(id))
  const rows = await db
    .raw<{ id: string }>(
      sql`select id from store.customers
           where tenant_id = ${db.tenantId} and id = any(${others}::uuid[]) order by sort_name, id`,
    )
    .execute()
  return rows.map(({ id }) => id)
}

/**
 * Who is late in the shop's currency, the longest first; `ids` asks for some alone. One statement, since whoever sends asks for
 * each of them again.
 */
export async function findCandidates(
  db: AnyTenantReader,
  ids?: readonly string[],
): Promise<FoundCandidate[]> {
  const { leastMinor, pauseDays } = await readReminderRules(db)
  const day = today(db.tenant.timeZone)
  const within = ids ? sql`and c.id = any(${[...ids]}::uuid[])` : sql``
  // The reasons in the order in which they matter to the shopkeeper: what can be mended last. What nobody could send has
  // reminded nobody: it waits to be handed out for the day, and is written anew on another. Handed out, it counts.
  return db
    .raw<FoundCandidate>(
      sql`with late as materialized (
            select account.owner_id, account.oldest_due_on, (
                     select sum(due.open_minor) from core.ledger_dues due
                      where due.tenant_id = ${db.tenantId} and due.account_id = account.id and due.open_minor > 0
                        and due.due_on < ${day}::date)::bigint as overdue_minor
              from core.ledger_accounts account
             where account.tenant_id = ${db.tenantId} and account.owner_kind = ${customerOwner}
               and account.currency = ${db.tenant.currency} and account.oldest_due_on < ${day}::date),
          reminded as (
            select recipient_id,
                   max(created_at at time zone ${db.tenant.timeZone}) filter (where state <> 'not_sent')::date as reminded_on,
                   max(created_at at time zone ${db.tenant.timeZone}) filter (where state = 'not_sent')::date as unsent_on
              from core.messages
             where tenant_id = ${db.tenantId} and template = 'payment-reminder'
               and state not in ('skipped', 'failed')
             group by recipient_id)
          select c.id, c.name, c.phone, case c.language when 'hi' then 'hi' else 'en' end as language, late.overdue_minor,
                 late.oldest_due_on, c.promised_on, reminded.reminded_on,
                 c.disputed_on, c.dispute_reason,
                 case when c.archived_at is not null then 'archived'
                      when c.phone is null then 'no_phone'
                      when contact.consent = 'withdrawn' or c.consent = 'withdrawn' then 'opted_out'
                      when coalesce(contact.consent, c.consent) <> 'given' then 'no_consent'
                      when c.disputed then 'disputed'
                      when c.promised_on >= ${day}::date then 'promised'
                      when exists (select from store.payment_claims claim
                                    where claim.tenant_id = c.tenant_id and claim.customer_id = c.id
                                      and claim.state = 'open') then 'claimed'
                      when late.overdue_minor < ${leastMinor} then 'below_least'
                      when reminded.reminded_on > ${day}::date - ${pauseDays}::integer then 'recently_reminded'
                      when reminded.unsent_on = ${day}::date then 'not_sent'
                 end as skip
            from late
            join store.customers c on c.tenant_id = ${db.tenantId} and c.id = late.owner_id
            left join core.message_contacts contact
              on contact.tenant_id = c.tenant_id and contact.channel = 'whatsapp' and contact.address = c.phone
            left join reminded on reminded.recipient_id = c.id
           where late.overdue_minor > 0 ${within}
           order by late.oldest_due_on, c.sort_name, c.id`,
    )
    .execute()
}
