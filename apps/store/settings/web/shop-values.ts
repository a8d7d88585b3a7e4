import { readMoney, writeMoney } from '#web/format/money.ts'
import type { ShopSettings } from '../settings.contract.ts'

/** The form as it is typed. */
export interface ShopValues {
  dueDays: string
  creditLimit: string
  /** Besides the shop's own, with the limit of new customers in each. */
  currencies: { currency: string; limit: string }[]
  largeBalance: string
  apartmentMask: string
  groundFloor: boolean
  strictApartments: boolean
  towers: string
  floors: string
  units: string
  upiId: string
  upiName: string
  paymentLinkDays: string
  darkFrom: string
  darkUntil: string
}

export function shopValuesOf(settings: ShopSettings): ShopValues {
  const { currency, dueDays, apartmentMask, groundFloor, strictApartments } = settings
  const count = (value: number | null) => (value === null ? '' : String(value))
  return {
    dueDays: String(dueDays),
    creditLimit: writeMoney(settings.creditLimitMinor, currency),
    currencies: settings.currencies.map((each) => ({
      currency: each.currency,
      limit: writeMoney(each.creditLimitMinor, each.currency),
    })),
    largeBalance: writeMoney(settings.largeBalanceMinor, currency),
    apartmentMask,
    groundFloor,
    strictApartments,
    towers: count(settings.towers),
    floors: count(settings.floors),
    units: count(settings.units),
    upiId: settings.upiId ?? '',
    upiName: settings.upiName ?? '',
    paymentLinkDays: String(settings.paymentLinkDays),
    darkFrom: settings.darkFrom ?? '',
    darkUntil: settings.darkUntil ?? '',
  }
}

/** What is wrong with what was typed, by field, as keys of the catalogue. */
export function shopProblemsOf(values: ShopValues, currency: string) {
  const isAmount = (typed: string, least: number, of = currency) =>
    typed.trim() === '' || (readMoney(typed, of) ?? -1) >= least
  const isCount = (typed: string, least: number, most: number) =>
    /^\d+$/.test(typed.trim()) && Number(typed) >= least && Number(typed) <= most
  const counts = { towers: 9999, floors: 999, units: 999 } as const
  const { apartmentMask, upiId } = values
  return {
    ...(!isCount(values.dueDays, 0, 365) && { dueDays: 'noDays' as const }),
    ...(!isCount(values.paymentLinkDays, 1, 90) && { paymentLinkDays: 'noLinkDays' as const }),
    ...(!isAmount(values.creditLimit, 0) && { creditLimit: 'noAmount' as const }),
    ...(!values.currencies.every(({ limit, currency: of }) => isAmount(limit, 0, of)) && {
      currencies: 'noAmount' as const,
    }),
    ...(!isAmount(values.largeBalance, 1) && { largeBalance: 'noAmount' as const }),
    ...(!/^T{1,4}F{1,3}U{1,3}$/.test(apartmentMask.trim()) && { apartmentMask: 'noMask' as const }),
    ...(upiId.trim() &&
      !/^[A-Za-z0-9._-]{2,64}@[A-Za-z][A-Za-z0-9]{1,34}$/.test(upiId.trim()) && {
        upiId: 'noUpiId' as const,
      }),
    ...((values.darkFrom === '') !== (values.darkUntil === '') && { darkUntil: 'noHours' as const }),
    ...Object.fromEntries(
      (['towers', 'floors', 'units'] as const)
        .filter((part) => values[part].trim() && !isCount(values[part], 1, counts[part]))
        .map((part) => [part, 'noCount' as const]),
    ),
  }
}

export function shopChangeOf(values: ShopValues, currency: string) {
  const count = (typed: string) => (typed.trim() ? Number(typed) : null)
  return {
    dueDays: Number(values.dueDays),
    creditLimitMinor: readMoney(values.creditLimit, currency) ?? null,
    // In the order in which they come back.
    currencies: values.currencies
      .map(({ limit, ...each }) => ({
        currency: each.currency,
        creditLimitMinor: readMoney(limit, each.currency) ?? null,
      }))
      .toSorted((one, other) => (one.currency < other.currency ? -1 : 1)),
    largeBalanceMinor: readMoney(values.largeBalance, currency) ?? null,
    apartmentMask: values.apartmentMask.trim(),
    groundFloor: values.groundFloor,
    strictApartments: values.strictApartments,
    towers: count(values.towers),
    floors: count(values.floors),
    units: count(values.units),
    upiId: values.upiId.trim() || null,
    upiName: values.upiName.trim() || null,
    paymentLinkDays: Number(values.paymentLinkDays),
    darkFrom: values.darkFrom || null,
    darkUntil: values.darkUntil || null,
  }
}
