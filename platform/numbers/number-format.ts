/** How the numbers of one kind are written. */
export interface NumberFormat {
  prefix: string
  /** At least so many, filled up with zeros. */
  digits: number
}

/** `PT-3-2026-00001`. */
export function writeNumber({ prefix, digits }: NumberFormat, year: string, sequence: number): string {
  return `${prefix}-${year}-${String(sequence).padStart(digits, '0')}`
}
