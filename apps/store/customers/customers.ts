import { type AnyTenantTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { listAccounts, setCreditLimit, setOnHold } from '#platform/ledger/accounts.ts'
import { post } from '#platform/outbox/outbox.ts'
import { today } from '../days.ts'
import { readSettings, type Settings } from '../settings/settings.ts'
import { customerOwner } from './customer-rows.ts'
import { replaceTokens, sortNameOf } from './customer-tokens.ts'
import type { Customer, CustomerChange, NewCustomer } from './customers.contract.ts'
import { assertPromise, type DisputeColumns, disputeColumns } from './dispute.ts'
import { refuseKnownPhone } from './known-phone.ts'
import { tellConsent } from './note-consent.ts'
import { listOccupancies, readApartments, replaceOccupancies } from './occupancies.ts'
import { readPhone } from './phone.ts'
import { openReceivable, postOpening } from './receivables.ts'

// What other areas of the store say of customers.
export { type CustomerRow, customerColumns, customerOwner, customersWithAccounts } from './customer-rows.ts'
export { assertCustomer, lockCustomer } from './find-customer.ts'
export { getCustomer } from './get-customer.ts'
export { listCurrentCustomers, summaryOf } from './list-customers.ts'
export { openReceivable, openReceivableToPay } from './receivables.ts'

/**
 * Adds a customer with an account in the shop's currency, and what he owed when the shop began here. `source` is where what
 * is said of him comes from.
 */
export async function addCustomer(tx: AnyTenantTx, input: NewCustomer, source = 'shop'): Promise<string> {
  const settings = await readSettings(tx)
  const { currency, locale } = tx.tenant
  const {
    name,
    language = 'en',
    dueDays = null,
    notes = null,
    consent = 'unknown',
    openingBalanceMinor = 0,
  } = input
  const phone = readPhone(input.phone ?? null, locale)
  await refuseKnownPhone(tx, phone)
  const apartments = readApartments(input.apartments ?? [], settings)
  const id = newId()
  await tx
    .raw(
      sql`insert into store.customers
            (tenant_id, id, name, sort_name, phone, language, due_days, notes, consent, consent_at, consent_source)
          values (${tx.tenantId}, ${id}, ${name.trim()}, ${sortNameOf(name)}, ${phone}, ${language}, ${dueDays}, ${notes},
                  ${consent}, ${consent === 'unknown' ? null : sql`now()`}, ${consent === 'unknown' ? null : source})`,
    )
    .execute()
  await tellConsent(tx, { phone, consent, source })
  await replaceOccupancies(tx, id, apartments)
  await replaceTokens(tx, id, { name, phone, numbers: apartments.map(({ number }) => number) })
  const { creditLimitMinor = settings.creditLimitMinor } = input
  const accountId = await openReceivable(tx, id, { currency, settings, creditLimitMinor })
  if (openingBalanceMinor !== 0) {
    await postOpening(tx, accountId, {
      amountMinor: openingBalanceMinor,
      openingOn: input.openingOn,
      dueDays: dueDays ?? settings.dueDays,
    })
  }
  changed(tx, { entity: 'customer', id, after: { ...input, phone, creditLimitMinor } })
  await post(tx, { kind: 'customer.changed', entityId: id })
  return id
}

/** Throws `version_conflict`, `not_found`. */
export async function changeCustomer(
  tx: AnyTenantTx,
  { id, version, change }: { id: string; version: number; change: CustomerChange },
): Promise<void> {
  const [before] = await tx
    .raw<{ name: string; phone: string | null; version: number; consent: string }>(
      sql`select name, phone, language, due_days, notes, consent, disputed, disputed_on, dispute_reason, promised_on, version
            from store.customers
           where tenant_id = ${tx.tenantId} and id = ${id} for update`,
    )
    .execute()
  if (!before) throw new DomainError('not_found')
  if (before.version !== version) throw new DomainError('version_conflict')
  const { apartments: written, creditLimitMinor, furtherLimits, onHold, dispute, ...columns } = change
  const day = today(tx.tenant.timeZone)
  assertPromise(change.promisedOn, day)
  const next = { ...before, ...columns, ...disputeColumns(dispute, day) }
  if (change.phone !== undefined) {
    next.phone = readPhone(change.phone, tx.tenant.locale)
    if (next.phone !== before.phone) await refuseKnownPhone(tx, next.phone)
  }
  const settings = await readSettings(tx)
  const apartments = written ? readApartments(written, settings) : await listOccupancies(tx, id)
  const row = next as typeof next &
    Pick<Customer, 'language' | 'dueDays' | 'notes' | 'promisedOn'> &
    DisputeColumns // as selected
  // Said again it counts again: he may have withdrawn it by a message in between.
  const consentChanged = change.consent !== undefined
  await tx
    .raw(
      sql`update store.customers
             set name = ${row.name.trim()}, sort_name = ${sortNameOf(row.name)}, phone = ${row.phone},
                 language = ${row.language}, due_days = ${row.dueDays}, notes = ${row.notes}, consent = ${row.consent},
                 disputed = ${row.disputed}, disputed_on = ${row.disputedOn}, dispute_reason = ${row.disputeReason},
                 promised_on = ${row.promisedOn}, version = version + 1, updated_at = now(),
                 consent_at = ${consentChanged ? sql`now()` : sql`consent_at`},
                 consent_source = ${consentChanged ? 'shop' : sql`consent_source`}
           where tenant_id = ${tx.tenantId} and id = ${id}`,
    )
    .execute()
  if (consentChanged || row.phone !== before.phone) await tellConsent(tx, { ...row, source: 'shop' })
  if (written) await replaceOccupancies(tx, id, apartments)
  await replaceTokens(tx, id, {
    name: row.name,
    phone: row.phone,
    numbers: apartments.map(({ number }) => number),
  })
  await changeAccounts(tx, id, { creditLimitMinor, furtherLimits, onHold, settings })
  changed(tx, { entity: 'customer', id, before, after: { ...next, ...change, phone: next.phone } })
  await post(tx, { kind: 'customer.changed', entityId: id })
}

/** Limits are each account's own; who gets no more credit gets none in any currency. */
async function changeAccounts(
  tx: AnyTenantTx,
  customerId: string,
  { creditLimitMinor, furtherLimits = [], onHold, settings }: AccountChange,
): Promise<void> {
  const own = { currency: tx.tenant.currency, creditLimitMinor }
  for (const { currency, creditLimitMinor: limit } of [own, ...furtherLimits]) {
    if (limit === undefined) continue
    await setCreditLimit(tx, await openReceivable(tx, customerId, { currency, settings }), limit)
  }
  if (onHold === undefined) return
  const accounts = await listAccounts(tx, { kind: customerOwner, id: customerId })
  for (const { id } of accounts) await setOnHold(tx, id, onHold)
}

type AccountChange = Pick<CustomerChange, 'creditLimitMinor' | 'furtherLimits' | 'onHold'> & {
  settings: Settings
}
