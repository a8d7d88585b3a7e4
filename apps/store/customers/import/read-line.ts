import { asciiDigits } from '#contract/ascii-digits.ts'
import { readMoney } from '#contract/money.ts'
import { type Apartment, type ApartmentRules, parseApartment } from '../../apartment-number.ts'
import { findMobile } from '../phone.ts'
import type { ImportField, LineProblem } from './import.contract.ts'

/** How this shop reads a list. */
interface Reading {
  columns: readonly (ImportField | null)[]
  rules: ApartmentRules
  locale: string
  currency: string
  /** A digit too few is a first zero that was eaten. */
  addZero: boolean
}

/** A line that says a customer. What it leaves out is as the shop says. */
export interface ReadCustomer {
  line: number
  name: string
  phone: string | null
  apartments: Apartment[]
  openingMinor: number
  creditLimitMinor: number | undefined
  dueDays: number | undefined
  language: string | undefined
  consent: 'given' | 'withdrawn' | undefined
  notes: string | undefined
}

type Row = { line: number; cells: readonly string[] }

/** Reads one line. What is wrong is told part by part, all of it at once. */
export function readLine(
  { line, cells }: Row,
  reading: Reading,
): { customer: ReadCustomer } | { problems: LineProblem[] } {
  const problems: LineProblem[] = []
  const textOf = (field: ImportField) =>
    reading.columns
      .map((each, at) => (each === field ? (cells[at] ?? '') : ''))
      .find((text) => text !== '') ?? ''
  const wrong = (field: ImportField, code: LineProblem['code'], hint: string | null = null) => {
    problems.push({ line, field, code, value: textOf(field).slice(0, 200), hint })
    return undefined
  }
  /** What the text of a field means; nothing where it is empty or was refused. */
  const read = <Value>(
    field: ImportField,
    code: LineProblem['code'],
    meaning: (text: string) => Value | undefined,
  ) => {
    const text = textOf(field)
    return text === '' ? undefined : (meaning(text) ?? wrong(field, code))
  }

  const name = textOf('name')
  if (name === '') wrong('name', 'missing')
  if (name.length > 120) wrong('name', 'too_long')
  const customer: ReadCustomer = {
    line,
    name,
    phone: read('phone', 'phone_not_mobile', (text) => findMobile(text, reading.locale)) ?? null,
    apartments: [],
    openingMinor:
      read('openingBalance', 'amount_unreadable', (text) => amountIn(text, reading.currency)) ?? 0,
    creditLimitMinor: read('creditLimit', 'amount_unreadable', (text) => {
      const limit = amountIn(text, reading.currency)
      return limit !== undefined && limit >= 0 ? limit : undefined
    }),
    dueDays: read('dueDays', 'days_unreadable', daysIn),
    language: read('language', 'language_unknown', (text) => languages[text.toLowerCase()]),
    consent: read('consent', 'consent_unreadable', (text) => consents[text.toLowerCase()]),
    notes: read('notes', 'too_long', (text) => (text.length <= 2000 ? text : undefined)),
  }
  for (const { field, written } of apartmentsIn(textOf)) {
    const parsed = parseWritten(written, reading)
    if ('apartment' in parsed) customer.apartments.push(parsed.apartment)
    else wrong(field, ...parsed.problem)
  }
  return problems.length > 0 ? { problems } : { customer }
}

/** Apartments as numbers, several in a cell, or as tower, floor and unit in cells of their own. */
function apartmentsIn(textOf: (field: ImportField) => string): { field: ImportField; written: string }[] {
  const numbers = textOf('apartments')
    .split(/[;|\n]|,(?!\s*(?:f|u|floor|unit)\b)/i)
    .map((text) => text.trim())
    .filter((text) => text !== '')
  if (numbers.length > 0) return numbers.map((written) => ({ field: 'apartments', written }))
  const [tower, floor, unit] = (['tower', 'floor', 'unit'] as const).map(textOf)
  if (!tower && !floor && !unit) return []
  return [{ field: 'tower', written: `T${tower} F${floor} U${unit}` }]
}

type Parsed = { apartment: Apartment } | { problem: [code: LineProblem['code'], hint: string | null] }

function parseWritten(written: string, { rules, addZero }: Reading): Parsed {
  const parsed = parseApartment(written, rules)
  if ('apartment' in parsed) return { apartment: parsed.apartment }
  const { problem } = parsed
  if (problem.code === 'no_such') return { problem: [noSuch[problem.part], String(problem.value)] }
  const { suggestion = null } = problem
  if (addZero && suggestion) {
    const mended = parseApartment(suggestion, rules)
    if ('apartment' in mended) return { apartment: mended.apartment }
  }
  return { problem: [`apartment_${problem.code}`, suggestion] }
}

const noSuch = {
  tower: 'apartment_no_such_tower',
  floor: 'apartment_no_such_floor',
  unit: 'apartment_no_such_unit',
} as const

/** `Rs. 1,250.50` and `(500)`, as bookkeepers write what is negative, are understood too. */
function amountIn(text: string, currency: string): number | undefined {
  const bare = text.replace(/^(?:rs\.?|inr)\s*/i, '').replace(/^\((.*)\)$/, '-$1')
  return readMoney(bare, currency)
}

function daysIn(text: string): number | undefined {
  const digits = asciiDigits(text)
  return /^\d{1,3}$/.test(digits) && Number(digits) <= 365 ? Number(digits) : undefined
}

const languages: Record<string, string> = {
  en: 'en',
  english: 'en',
  hi: 'hi',
  hindi: 'hi',
  हिंदी: 'hi',
  हिन्दी: 'hi',
}

const consents: Record<string, 'given' | 'withdrawn'> = {
  given: 'given',
  yes: 'given',
  y: 'given',
  true: 'given',
  हाँ: 'given',
  withdrawn: 'withdrawn',
  no: 'withdrawn',
  n: 'withdrawn',
  false: 'withdrawn',
  नहीं: 'withdrawn',
}
