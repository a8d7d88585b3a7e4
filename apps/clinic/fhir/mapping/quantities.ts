import { fault, joined, numberAt, type Part, partAt, textAt } from './json.ts'

interface Quantity {
  number: number | null
  comparator: string | null
  unit: string | null
  code: string | null
}

const comparators = ['<', '<=', '>=', '>', 'ad']

export function readQuantity(quantity: Part): Quantity {
  const comparator = textAt(quantity, 'comparator')
  if (comparator !== null && !comparators.includes(comparator)) {
    throw fault(`${quantity.path}.comparator`, 'not a comparator')
  }
  const code = textAt(quantity, 'code')
  return {
    number: numberAt(quantity, 'value'),
    comparator,
    unit: textAt(quantity, 'unit') ?? code,
    code,
  }
}

export function quantityAt(part: Part, key: string): Quantity | null {
  const quantity = partAt(part, key)
  return quantity && readQuantity(quantity)
}

export function quantityText({ number, comparator, unit }: Quantity): string | null {
  if (number === null) return unit
  return `${comparator ?? ''}${number}${unit ? ` ${unit}` : ''}`
}

/** `1–2 mg` */
export function rangeText(range: Part): string | null {
  const low = quantityAt(range, 'low')
  const high = quantityAt(range, 'high')
  const unit = high?.unit ?? low?.unit
  const ends = joined([low?.number?.toString() ?? null, high?.number?.toString() ?? null], '–')
  return ends && `${!low ? '≤ ' : !high ? '≥ ' : ''}${ends}${unit ? ` ${unit}` : ''}`
}

/** `1 : 128` */
export function ratioText(ratio: Part): string | null {
  const numerator = quantityAt(ratio, 'numerator')
  const denominator = quantityAt(ratio, 'denominator')
  return joined([numerator && quantityText(numerator), denominator && quantityText(denominator)], ' : ')
}
