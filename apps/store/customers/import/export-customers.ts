import type { AnyTenantReader } from '@tenantry/tenancy'
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/mobile'
import { sql } from 'kysely'
import type { FileAnswer } from '#platform/http/file-answers.ts'
import { moneyColumn, plainColumn, textColumn, writeCsv } from '#platform/sheets/write-csv.ts'
import { today } from '../../days.ts'
import { type CustomerRow, customerColumns, customersWithAccounts } from '../customer-rows.ts'
import { countryOf } from '../phone.ts'

type Row = CustomerRow & {
  language: string
  dueDays: number | null
  creditLimitMinor: number | null
  consent: string
  consentAt: string | null
  disputed: boolean
  promisedOn: string | null
  notes: string | null
}

const type = 'text/csv; charset=utf-8'

/** The names that the import knows by themselves, in the order in which people fill them in. */
const templateColumns = [
  'name',
  'phone',
  'apartments',
  'opening_balance',
  'credit_limit',
  'due_days',
  'language',
  'consent',
  'notes',
]

export function importTemplate(): FileAnswer {
  const columns = templateColumns.map((name) => plainColumn<never>(name, () => null))
  return { name: 'customers.csv', type, content: writeCsv(columns, []) }
}

/**
 * All customers, as one statement sees them. A spreadsheet eats the zero of `01051`, so apartments are written as
 * `T01 F05 U1`, which the import reads, and the bare numbers stand beside them.
 */
export async function exportCustomers(db: AnyTenantReader, archived: boolean): Promise<FileAnswer> {
  const { currency, timeZone, locale } = db.tenant
  const day = today(timeZone)
  const standpoint = { tenantId: db.tenantId, currency, today: day }
  const rows = await db
    .raw<Row>(
      sql`select ${customerColumns(standpoint)}, c.language, c.due_days, a.credit_limit_minor, c.consent, c.consent_at,
                 c.disputed, c.promised_on, c.notes
            from ${customersWithAccounts(standpoint)}
           where c.tenant_id = ${db.tenantId} and (${archived} or c.archived_at is null)
           order by c.sort_name, c.id`,
    )
    .execute()
  const country = countryOf(locale)
  const columns = [
    textColumn<Row>('name', ({ name }) => name),
    textColumn<Row>('phone', ({ phone }) => writtenPhone(phone, country)),
    textColumn<Row>('apartments', ({ apartments }) =>
      apartments.map(({ tower, floor, unit }) => `T${tower} F${floor} U${unit}`).join('; '),
    ),
    plainColumn<Row>('apartment_numbers', ({ apartments }) =>
      apartments.map(({ number }) => number).join('; '),
    ),
    moneyColumn<Row>('balance', currency, ({ balanceMinor }) => balanceMinor),
    moneyColumn<Row>('overdue', currency, ({ overdueMinor }) => overdueMinor),
    plainColumn<Row>('currency', () => currency),
    moneyColumn<Row>('credit_limit', currency, ({ creditLimitMinor }) => creditLimitMinor),
    plainColumn<Row>('due_days', ({ dueDays }) => dueDays),
    plainColumn<Row>('language', ({ language }) => language),
    plainColumn<Row>('consent', ({ consent }) => (consent === 'unknown' ? null : consent)),
    plainColumn<Row>('consent_at', ({ consentAt }) => consentAt),
    plainColumn<Row>('on_hold', ({ onHold }) => onHold),
    plainColumn<Row>('disputed', ({ disputed }) => disputed),
    plainColumn<Row>('promised_on', ({ promisedOn }) => promisedOn),
    plainColumn<Row>('archived', ({ archived: isArchived }) => isArchived),
    textColumn<Row>('notes', ({ notes }) => notes),
  ]
  return { name: `customers-${day}.csv`, type, content: writeCsv(columns, rows) }
}

/** Spaced and without a plus, which a spreadsheet takes for a formula or a number: `98200 12345`, `(+1) 415 555 2671`. */
function writtenPhone(phone: string | null, country: CountryCode): string | null {
  const parsed = phone === null ? undefined : parsePhoneNumberFromString(phone)
  if (!parsed) return phone
  if (parsed.country === country) return parsed.formatNational().replace(/^0/, '')
  return parsed.formatInternational().replace(/^(\+\d+)/, '($1)')
}
