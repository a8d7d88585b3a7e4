import { asciiDigits } from './ascii-digits.ts'

/** How many decimals a currency has: two for rupees, none for yen. */
export function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits!
}

/**
 * Reads an amount as people type it, into minor units: `1,250.50`, `₹ 99`, digits of any script. More decimals than the
 * currency has, or commas where no group ends, are `undefined`: an amount is never guessed.
 */
export function readMoney(typed: string, currency: string): number | undefined {
  const text = asciiDigits(typed.normalize('NFKC'))
    .replace(/[\s\p{Sc}]/gu, '')
    .replace('−', '-')
  const parts = /^(-?)(\d+|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.(\d*))?$/.exec(text)
  if (!parts) return undefined
  const [, sign, whole = '', fraction = ''] = parts
  const decimals = decimalsOf(currency)
  if (fraction.length > decimals) return undefined
  const minor = Number(whole.replaceAll(',', '') + fraction.padEnd(decimals, '0'))
  if (!Number.isSafeInteger(minor)) return undefined
  return sign && minor !== 0 ? -minor : minor
}

/** An amount of minor units as people read it: `₹1,250.50`. */
export function formatMoney(locale: string, minor: number, currency: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(
    minor / 10 ** decimalsOf(currency),
  )
}

/** A stored amount as it is to be typed again: `1250.50`, and `1250` for round ones. */
export function writeMoney(minor: number | null, currency: string): string {
  return minor === null ? '' : plainMoney(minor, currency).replace(/\.0+$/, '')
}

/** An amount as programs read it, with all its decimals: `-2000.00`. */
export function plainMoney(minor: number, currency: string): string {
  const decimals = decimalsOf(currency)
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals)
  return `${minor < 0 ? '-' : ''}${whole}${decimals > 0 ? `.${fraction}` : ''}`
}
