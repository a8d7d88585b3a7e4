import { readMoney, writeMoney } from '#web/format/money.ts'
import type { ShopSettings } from '../../settings/settings.contract.ts'
import type { Customer, CustomerChange, NewCustomer } from '../customers.contract.ts'

/** The form as it is typed: texts for everything that is typed. */
export interface CustomerValues {
  name: string
  phone: string
  apartments: string
  creditLimit: string
  /** Of the shop's further currencies, by currency. */
  furtherLimits: Record<string, string>
  dueDays: string
  language: string
  consent: Customer['consent']
  notes: string
  openingBalance: string
  onHold: boolean
}

export const emptyCustomer: CustomerValues = {
  name: '',
  phone: '',
  apartments: '',
  creditLimit: '',
  furtherLimits: {},
  dueDays: '',
  language: 'en',
  consent: 'unknown',
  notes: '',
  openingBalance: '',
  onHold: false,
}

export function customerValuesOf(
  customer: Customer,
  currency: string,
  further: ShopSettings['currencies'],
): CustomerValues {
  const accountIn = (wanted: string) => customer.accounts.find((account) => account.currency === wanted)
  // Where there is no account yet, the limit is the one with which it would begin.
  const limits = further.map((each) => {
    const { creditLimitMinor } = accountIn(each.currency) ?? each
    return [each.currency, writeMoney(creditLimitMinor, each.currency)]
  })
  return {
    ...emptyCustomer,
    name: customer.name,
    phone: customer.phone ?? '',
    apartments: customer.apartments.map(({ number }) => number).join(', '),
    creditLimit: writeMoney(accountIn(currency)?.creditLimitMinor ?? null, currency),
    furtherLimits: Object.fromEntries(limits) as CustomerValues['furtherLimits'],
    dueDays: customer.dueDays === null ? '' : String(customer.dueDays),
    language: customer.language,
    consent: customer.consent,
    notes: customer.notes ?? '',
    onHold: customer.onHold,
  }
}

/** What is wrong with what was typed, by field, as keys of the catalogue. */
export function problemsOf(values: CustomerValues, currency: string) {
  const isLimit = (typed: string, of = currency) => !typed.trim() || (readMoney(typed, of) ?? -1) >= 0
  const opening = values.openingBalance.trim() ? readMoney(values.openingBalance, currency) : 0
  return {
    ...(!values.name.trim() && { name: 'nameNeeded' as const }),
    ...(!isLimit(values.creditLimit) && { creditLimit: 'noAmount' as const }),
    ...Object.fromEntries(
      Object.entries(values.furtherLimits)
        .filter(([of, typed]) => !isLimit(typed, of))
        .map(([of]) => [`furtherLimits.${of}`, 'noAmount' as const]),
    ),
    ...(!/^\d{0,3}$/.test(values.dueDays.trim()) || Number(values.dueDays) > 365
      ? { dueDays: 'noDays' as const }
      : {}),
    ...(opening === undefined && { openingBalance: 'noAmount' as const }),
  }
}

/** What is sent to add: nothing that was left empty, so that the shop's own rules fill it. */
export function newCustomerOf(values: CustomerValues, currency: string): NewCustomer {
  const given = Object.entries(detailsOf(values, currency)).filter(
    ([, value]) => value !== null && value !== false,
  )
  const opening = readMoney(values.openingBalance, currency)
  return {
    ...(Object.fromEntries(given) as NewCustomer),
    ...(opening && { openingBalanceMinor: opening }),
  }
}

/** What is sent to edit: what differs from the version the form was opened with; null clears. */
export function customerChangeOf(before: CustomerValues, after: CustomerValues, currency: string) {
  const old = detailsOf(before, currency)
  const changes = Object.entries(detailsOf(after, currency)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name as keyof typeof old]),
  )
  const furtherLimits = Object.entries(after.furtherLimits)
    .filter(([of, typed]) => typed !== before.furtherLimits[of])
    .map(([of, typed]) => ({ currency: of, creditLimitMinor: readMoney(typed, of) ?? null }))
  return {
    ...(Object.fromEntries(changes) as CustomerChange),
    ...(furtherLimits.length > 0 && { furtherLimits }),
  }
}

function detailsOf(values: CustomerValues, currency: string) {
  return {
    name: values.name.trim(),
    phone: values.phone.trim() || null,
    apartments: values.apartments
      .split(/[,;\n]/)
      .map((number) => number.trim())
      .filter(Boolean),
    creditLimitMinor: readMoney(values.creditLimit, currency) ?? null,
    dueDays: values.dueDays.trim() ? Number(values.dueDays) : null,
    language: values.language,
    consent: values.consent,
    notes: values.notes.trim() || null,
    onHold: values.onHold,
  }
}
