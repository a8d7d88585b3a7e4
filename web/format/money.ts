import { decimalsOf } from '#contract/money.ts'

// The server reads and writes amounts in the same way.
export { formatMoney, readMoney, writeMoney } from '#contract/money.ts'

/** The same where there is little room: `₹1.3K`. The whole amount stands beside it for whoever needs it. */
export function formatShortMoney(locale: string, minor: number, currency: string) {
  const short = { notation: 'compact', maximumFractionDigits: 1, minimumFractionDigits: 0 } as const
  return new Intl.NumberFormat(locale, { style: 'currency', currency, ...short }).format(
    minor / 10 ** decimalsOf(currency),
  )
}
