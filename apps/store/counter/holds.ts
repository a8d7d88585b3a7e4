import { type AnyTenantReader, type AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError, KeptRefusal } from '#platform/http/domain-error.ts'
import * as ledger from '#platform/ledger/holds.ts'
import { assertCustomer, customerOwner, openReceivable } from '../customers/customers.ts'
import { addDays, beginningOf, today } from '../days.ts'
import { readSettings } from '../settings/settings.ts'
import type { Entry } from './counter.contract.ts'
import { entryOf, purchaseLines, sellableCustomer } from './counter.ts'
import { purchaseSeries } from './receipt-series.ts'

/** Puts goods aside: their price counts against the limit until they are taken, given up, or the days are over. */
export async function placeHold(
  tx: AnyTenantTx,
  customerId: string,
  {
    id,
    currency = tx.tenant.currency,
    amountMinor,
    memo = null,
    days,
  }: { id: string; currency?: string; amountMinor: number; memo?: string | null; days: number },
): Promise<{ id: string }> {
  await sellableCustomer(tx, customerId)
  const { timeZone } = tx.tenant
  const settings = await readSettings(tx)
  const accountId = await openReceivable(tx, customerId, { currency, settings })
  // With the last day's end, by the shop's clocks.
  const expiresAt = beginningOf(addDays(today(timeZone), days + 1), timeZone)
  const asked = { id, accountId, amountMinor, memo, expiresAt, days, filledIn: ['expiresAt'] }
  const outcome = await ledger.placeHold(tx, asked)
  if (!outcome.accepted) {
    const { code, ...figures } = outcome.refusal
    throw new KeptRefusal(code, { figures: { ...figures, currency } })
  }
  changed(tx, { entity: 'hold', id, after: { customerId, currency, amountMinor, expiresAt } })
  return { id }
}

/** The goods were taken. */
export async function postHold(
  tx: AnyTenantTx,
  holdId: string,
  { id, amountMinor, memo = null }: { id: string; amountMinor: number; memo?: string | null },
): Promise<Entry> {
  const { customerId, accountId, currency } = await getHold(tx, holdId)
  const { dueDays } = await sellableCustomer(tx, customerId)
  const settings = await readSettings(tx)
  const effectiveOn = today(tx.tenant.timeZone)
  const dueOn = addDays(effectiveOn, dueDays ?? settings.dueDays)
  const lines = purchaseLines(accountId, { amountMinor, currency, dueOn })
  const outcome = await ledger.postHold(tx, holdId, {
    id,
    kind: 'purchase',
    effectiveOn,
    memo,
    source: 'counter',
    lines,
    filledIn: ['effectiveOn', 'dueOn'],
  })
  return entryOf(tx, outcome, { customerId, currency, series: purchaseSeries, effectiveOn })
}

export async function voidHold(tx: AnyTenantTx, holdId: string): Promise<void> {
  await ledger.voidHold(tx, holdId)
  changed(tx, { entity: 'hold', id: holdId, after: { state: 'voided' } })
}

/** A customer's holds in all currencies, the newest first. */
export async function listHolds(db: AnyTenantReader, customerId: string) {
  await assertCustomer(db, customerId)
  const rows = await db
    .raw<ledger.Hold & { currency: string }>(
      sql`select hold.id, account.currency, hold.amount_minor, hold.memo, hold.state, hold.expires_at, hold.created_at
            from core.ledger_holds hold
            join core.ledger_accounts account on account.tenant_id = hold.tenant_id and account.id = hold.account_id
           where hold.tenant_id = ${db.tenantId} and account.owner_kind = ${customerOwner}
             and account.owner_id = ${customerId}
           order by hold.created_at desc limit 200`,
    )
    .execute()
  return rows.map(({ id, currency, amountMinor, memo, state, expiresAt, createdAt }) => {
    return { id, currency, amountMinor, memo, state, expiresAt, createdAt }
  })
}

async function getHold(
  db: AnyTenantReader,
  holdId: string,
): Promise<{ customerId: string; accountId: string; currency: string }> {
  const [row] = await db
    .raw<{ customerId: string; accountId: string; currency: string }>(
      sql`select account.owner_id as customer_id, account.id as account_id, account.currency
            from core.ledger_holds hold
            join core.ledger_accounts account on account.tenant_id = hold.tenant_id and account.id = hold.account_id
           where hold.tenant_id = ${db.tenantId} and hold.id = ${holdId} and account.owner_kind = ${customerOwner}`,
    )
    .execute()
  if (!row) throw new DomainError('not_found')
  return row
}
