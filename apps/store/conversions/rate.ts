import { decimalsOf } from '#contract/money.ts'

interface Amount {
  currency: string
  amountMinor: number
}

/** As many decimals as the ledger keeps of a rate. */
const decimals = 12

/** What one unit of the first currency is in the second, by two amounts that are worth the same: `0.01198`. */
export function rateBetween(from: Amount, to: Amount): string {
  const scale = 10n ** BigInt(decimals + decimalsOf(from.currency))
  const divisor = BigInt(from.amountMinor) * 10n ** BigInt(decimalsOf(to.currency))
  const rounded = (BigInt(to.amountMinor) * scale * 2n + divisor) / (divisor * 2n)
  const digits = String(rounded).padStart(decimals + 1, '0')
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.replace(/\.?0+$/, '')
}
