import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { listAccounts } from '#platform/ledger/accounts.ts'
import { today } from '../days.ts'
import { readSettings, type Settings } from '../settings/settings.ts'
import { type CustomerRow, customerColumns, customerOwner, customersWithAccounts } from './customer-rows.ts'
import type { Customer } from './customers.contract.ts'
import type { DisputeColumns } from './dispute.ts'
import { summaryOf } from './list-customers.ts'

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
      share: can('payment.write'),
      reverse: can('entry.reverse'),
      override: can('limit.override'),
    },
  }
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
