import { type AnyTenantReader, type AnyTenantTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { listAccounts, openAccount, setCreditLimit, setOnHold } from '#platform/ledger/accounts.ts'
import { postTransaction } from '#platform/ledger/post-transaction.ts'
import { findContact, recordConsent } from '#platform/notifications/contacts.ts'
import { post } from '#platform/outbox/outbox.ts'
import { addDays, today } from '../days.ts'
import { readSettings, type Settings } from '../settings/settings.ts'
import { type CustomerRow, customerColumns, customerOwner, customersWithAccounts } from './customer-rows.ts'
import { replaceTokens, sortNameOf } from './customer-tokens.ts'
import type { Customer, CustomerChange, NewCustomer } from './customers.contract.ts'
import { assertPromise, type DisputeColumns, disputeColumns } from './dispute.ts'
import { summaryOf } from './list-customers.ts'
import { readApartments, replaceOccupancies } from './occupancies.ts'
import { readPhone } from './phone.ts'

// What other areas of the store say of customers.
export { type CustomerRow, customerColumns, customerOwner, customersWithAccounts } from './customer-rows.ts'
export { listCurrentCustomers, summaryOf } from './list-customers.ts'

type Detailed = CustomerRow &
  Pick<
    Customer,
    | 'language'
    | 'dueDays'
    | 'notes'
    | 'consent'
    | 'consentAt'
    | 'consentSource'
    | 'promisedOn'
    | 'version'
    | 'createdAt'
    | 'updatedAt'
  > &
  DisputeColumns

/**
 * Adds a customer with an account in the shop's currency, and what he owed when the shop began here. `source` is where what
 * is said of him comes from.
 */
export async function addCustomer(tx: AnyTenantTx, input: NewCustomer, source = 'shop'): Promise<string> {
  const settings = await readSettings(tx)
  const { timeZone, currency, locale } = tx.tenant
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
  const creditLimitMinor =
    input.creditLimitMinor === undefined ? settings.creditLimitMinor : input.creditLimitMinor
  const accountId = await openReceivable(tx, id, { currency, creditLimitMinor })
  if (openingBalanceMinor !== 0) {
    const effectiveOn = input.openingOn ?? today(timeZone)
    const dueOn = addDays(effectiveOn, dueDays ?? settings.dueDays)
    await postOpening(tx, accountId, { amountMinor: openingBalanceMinor, effectiveOn, dueOn })
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
  const { apartments: written, creditLimitMinor, onHold, dispute, ...columns } = change
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
  if (creditLimitMinor !== undefined || onHold !== undefined) {
    const { currency } = tx.tenant
    const accountId = await openReceivable(tx, id, { currency, creditLimitMinor: settings.creditLimitMinor })
    if (creditLimitMinor !== undefined) await setCreditLimit(tx, accountId, creditLimitMinor)
    if (onHold !== undefined) await setOnHold(tx, accountId, onHold)
  }
  changed(tx, { entity: 'customer', id, before, after: { ...next, ...change, phone: next.phone } })
  await post(tx, { kind: 'customer.changed', entityId: id })
}

/** Throws `not_found`. */
export async function getCustomer(
  db: AnyTenantReader,
  id: string,
  can: (permission: string) => boolean,
): Promise<Customer> {
  const standpoint = { tenantId: db.tenantId, currency: db.tenant.currency, today: today(db.tenant.timeZone) }
  const [[row], accounts, settings] = await Promise.all([
    db
      .raw<Detailed>(
        // What he said by a message himself is newer than what the shop was told.
        sql`select ${customerColumns(standpoint)}, c.language, c.due_days, c.notes, c.disputed, c.disputed_on, c.dispute_reason,
                   coalesce(said.consent, c.consent) as consent, coalesce(said.consent_at, c.consent_at) as consent_at,
                   coalesce(said.consent_source, c.consent_source) as consent_source,
                   c.promised_on, c.version, c.created_at, c.updated_at
              from ${customersWithAccounts(standpoint)}
              left join core.message_contacts said
                on said.tenant_id = c.tenant_id and said.tenant_id = ${db.tenantId} and said.channel = 'whatsapp'
               and said.address = c.phone and said.consent <> 'unknown'
             where c.tenant_id = ${db.tenantId} and c.id = ${id}`,
      )
      .execute(),
    listAccounts(db, { kind: customerOwner, id }),
    readSettings(db),
  ])
  if (!row) throw new DomainError('not_found')
  return {
    ...summaryOf(row, settings.largeBalanceMinor),
    ...detailsOf(row, settings),
    accounts: accounts.map(
      ({ currency, balanceMinor, pendingMinor, creditLimitMinor, availableMinor, onHold }) => {
        return { currency, balanceMinor, pendingMinor, creditLimitMinor, availableMinor, onHold }
      },
    ),
    can: {
      edit: can('customer.write'),
      sell: can('sale.write') && !row.archived,
      reverse: can('entry.reverse'),
      override: can('limit.override'),
    },
  }
}

/** Throws `not_found`. */
export async function assertCustomer(db: AnyTenantReader, id: string): Promise<void> {
  const rows = await db
    .raw(sql`select id from store.customers where tenant_id = ${db.tenantId} and id = ${id}`)
    .execute()
  if (rows.length === 0) throw new DomainError('not_found')
}

/** Throws `not_found`, and `in_use` while money is between them. */
export async function archiveCustomer(tx: AnyTenantTx, id: string): Promise<void> {
  await lockCustomer(tx, id)
  const accounts = await listAccounts(tx, { kind: customerOwner, id })
  if (accounts.some(({ balanceMinor, pendingMinor }) => balanceMinor !== 0 || pendingMinor !== 0)) {
    throw new DomainError('in_use')
  }
  await setArchived(tx, id, sql`now()`)
}

/** Throws `not_found`. */
export async function restoreCustomer(tx: AnyTenantTx, id: string): Promise<void> {
  await lockCustomer(tx, id)
  await setArchived(tx, id, sql`null`)
}

/** A customer that may be sold to, and for how many days on credit. Throws `not_found`, `conflict` when archived. */
export async function lockCustomer(
  tx: AnyTenantTx,
  id: string,
): Promise<{ dueDays: number | null; archived: boolean }> {
  const [row] = await tx
    .raw<{ dueDays: number | null; archived: boolean }>(
      sql`select due_days, archived_at is not null as archived from store.customers
           where tenant_id = ${tx.tenantId} and id = ${id} for share`,
    )
    .execute()
  if (!row) throw new DomainError('not_found')
  return row
}

/** The customer's account in a currency, opened where there is none. */
export function openReceivable(
  tx: AnyTenantTx,
  customerId: string,
  { currency, creditLimitMinor }: { currency: string; creditLimitMinor: number | null },
): Promise<string> {
  const owner = { kind: customerOwner, id: customerId }
  return openAccount(tx, { owner, kind: 'receivable', currency, creditLimitMinor })
}

async function setArchived(tx: AnyTenantTx, id: string, at: ReturnType<typeof sql>): Promise<void> {
  await tx
    .raw(
      sql`update store.customers set archived_at = ${at}, version = version + 1, updated_at = now()
           where tenant_id = ${tx.tenantId} and id = ${id}`,
    )
    .execute()
}

async function postOpening(
  tx: AnyTenantTx,
  accountId: string,
  { amountMinor, effectiveOn, dueOn }: { amountMinor: number; effectiveOn: string; dueOn: string },
): Promise<void> {
  const { currency } = tx.tenant
  const amount = Math.abs(amountMinor)
  const owes = amountMinor > 0
  const own = { account: { id: accountId }, amountMinor: amount, currency }
  const opening = { account: { system: 'opening' }, amountMinor: amount, currency }
  const outcome = await postTransaction(tx, {
    id: newId(),
    kind: 'opening',
    effectiveOn,
    source: 'customer',
    lines: owes
      ? [
          { ...own, side: 'debit', dueOn },
          { ...opening, side: 'credit' },
        ]
      : [
          { ...opening, side: 'debit' },
          { ...own, side: 'credit' },
        ],
    // What he owes already he owes, whatever his limit is from now on.
    override: { reason: 'opening balance' },
  })
  if (!outcome.accepted) throw new DomainError('period_locked', { field: 'openingOn' })
}

async function refuseKnownPhone(tx: AnyTenantTx, phone: string | null): Promise<void> {
  if (phone === null) return
  const known = await tx
    .raw<{ id: string }>(
      sql`select id from store.customers where tenant_id = ${tx.tenantId} and phone = ${phone} limit 5`,
    )
    .execute()
  if (known.length > 0) {
    throw new DomainError('already_exists', { field: 'phone', conflicts: known.map(({ id }) => id) })
  }
}

/** What the shop was told holds for the phone: messages ask there. */
async function tellConsent(
  tx: AnyTenantTx,
  { phone, consent, source }: { phone: string | null; consent: string; source: string },
): Promise<void> {
  if (phone === null || (consent !== 'given' && consent !== 'withdrawn')) return
  // A list is older than what somebody said himself.
  if (source === 'import' && consent === 'given') {
    const contact = await findContact(tx, 'whatsapp', phone)
    if (contact?.consent === 'withdrawn') return
  }
  await recordConsent(tx, { channel: 'whatsapp', address: phone, consent, source })
}

function listOccupancies(db: AnyTenantReader, customerId: string): Promise<{ number: string }[]> {
  return db
    .raw<{ number: string }>(
      sql`select number from store.occupancies where tenant_id = ${db.tenantId} and customer_id = ${customerId}`,
    )
    .execute()
}

function detailsOf(row: Detailed, { dueDays: ofShop }: Settings) {
  const { language, dueDays, notes, consent, consentAt, consentSource } = row
  const { disputed, disputedOn, disputeReason, promisedOn, version, createdAt, updatedAt } = row
  return {
    language,
    dueDays,
    effectiveDueDays: dueDays ?? ofShop,
    notes,
    consent,
    consentAt,
    consentSource,
    dispute: disputed ? { on: disputedOn ?? updatedAt.slice(0, 10), reason: disputeReason } : null,
    promisedOn,
    version,
    createdAt,
    updatedAt,
  }
}
