import { asciiDigits } from '#contract/ascii-digits.ts'

/** How a building's apartments are numbered: digits of tower, floor and unit, in this order. */
export interface ApartmentRules {
  /** `TTFFU`: two digits tower, two floor, one unit. */
  mask: string
  /** Floor 0 is the ground floor; else there is none. */
  groundFloor: boolean
  /** How many there are, where that is known. Beyond is a warning, or an error where `strict`. */
  towers: number | null
  floors: number | null
  units: number | null
  strict: boolean
}

/** `36194` is tower 36, floor 19, unit 4. The number is text: its zeros count. */
export interface Apartment {
  number: string
  tower: number
  floor: number
  unit: number
}

type ApartmentPart = 'tower' | 'floor' | 'unit'

/** What is wrong with a number, and with which part of it. */
type ApartmentProblem =
  | { code: 'not_digits' | 'too_long' | 'too_short'; digits: number; suggestion?: string }
  | { code: 'no_such'; part: ApartmentPart; value: number }

type ParsedApartment = { apartment: Apartment; beyond: ApartmentPart[] } | { problem: ApartmentProblem }

const letters = { tower: 'T', floor: 'F', unit: 'U' } as const
const parts = ['tower', 'floor', 'unit'] as const

/**
 * Reads what somebody typed: `36194`, `36-19-4`, `36-19-04`, `T36 F19 U4`, digits of any script. A digit too few is refused
 * with what it may have been, since spreadsheets eat the first zero.
 */
export function parseApartment(written: string, rules: ApartmentRules): ParsedApartment {
  const text = asciiDigits(written.normalize('NFKC')).trim()
  const wanted = rules.mask.length
  const labelled =
    /^t(?:ower)?[\s.:-]*(\d+)[\s,;/-]*f(?:loor)?[\s.:-]*(\d+)[\s,;/-]*u(?:nit)?[\s.:-]*(\d+)$/i.exec(text)
  const joined = text.replace(/[\s/-]/g, '')
  // Three groups that are together no number of the right length are tower, floor and unit, each by itself.
  const grouped = joined.length === wanted ? null : /^(\d+)[\s/-]+(\d+)[\s/-]+(\d+)$/.exec(text)
  const groups = labelled ?? grouped
  const digits = groups
    ? parts.map((part, at) => fitted(groups[at + 1]!, lengthOf(part, rules))).join('')
    : joined
  if (!/^\d+$/.test(digits)) return { problem: { code: 'not_digits', digits: wanted } }
  if (digits.length > wanted) return { problem: { code: 'too_long', digits: wanted } }
  if (digits.length < wanted) {
    const suggestion = digits.length === wanted - 1 ? `0${digits}` : undefined
    return { problem: { code: 'too_short', digits: wanted, ...(suggestion && { suggestion }) } }
  }
  return judge(splitNumber(digits, rules), rules)
}

/** The number of a place: `formatApartment({ tower: 10, floor: 5, unit: 6 }, rules)` is `10056`. */
export function formatApartment(place: Omit<Apartment, 'number'>, rules: ApartmentRules): string {
  return parts.map((part) => String(place[part]).padStart(lengthOf(part, rules), '0')).join('')
}

/** A number that is as long as the mask, taken apart. */
function splitNumber(number: string, rules: ApartmentRules): Apartment {
  let at = 0
  const [tower, floor, unit] = parts.map((part) => {
    const length = lengthOf(part, rules)
    at += length
    return Number(number.slice(at - length, at))
  }) as [number, number, number]
  return { number, tower, floor, unit }
}

function judge(apartment: Apartment, rules: ApartmentRules): ParsedApartment {
  const { tower, floor } = apartment
  if (tower === 0) return { problem: { code: 'no_such', part: 'tower', value: 0 } }
  if (floor === 0 && !rules.groundFloor) return { problem: { code: 'no_such', part: 'floor', value: 0 } }
  const most = { tower: rules.towers, floor: rules.floors, unit: rules.units }
  const beyond = parts.filter((part) => most[part] !== null && apartment[part] > most[part])
  const [first] = beyond
  if (first && rules.strict) return { problem: { code: 'no_such', part: first, value: apartment[first] } }
  return { apartment, beyond }
}

/** `4` and `04` are `04` where two digits are written, and `4` where one is. */
function fitted(digits: string, length: number): string {
  return digits.replace(/^0+(?=\d)/, '').padStart(length, '0')
}

function lengthOf(part: ApartmentPart, { mask }: ApartmentRules): number {
  return mask.split(letters[part]).length - 1
}
