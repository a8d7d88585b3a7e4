const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/**
 * Is this a GSTIN, the tax number of India: state, PAN, entity, Z, check digit? The check digit is that of the GST Network:
 * weights 1 and 2 in turn, each product's two digits to base 36 added up.
 */
export function isGstin(written: string): boolean {
  if (!/^\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]$/.test(written)) return false
  const sum = [...written.slice(0, 14)].reduce((total, digit, at) => {
    const product = digits.indexOf(digit) * (at % 2 === 0 ? 1 : 2)
    return total + Math.floor(product / 36) + (product % 36)
  }, 0)
  return written[14] === digits[(36 - (sum % 36)) % 36]
}
