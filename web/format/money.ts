import { decimalsOf } from '#contract/money.ts'

// The server reads and writes amounts in the same way; only how they look is the browser's.
export { readMoney, writeMoney } from '#contract/money.ts'

/** An amount of minor units as people read it: `₹1,250.50`. */
export function formatMoney(locale: string, minor: number, currency: string) {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(
    minor / 10 ** decimalsOf(currency),
  )
}
