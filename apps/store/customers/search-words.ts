import { asciiDigits } from '#contract/ascii-digits.ts'

// What server and browser understand alike: without a connection the counter looks for people by itself.

/** Beyond it a word is cut: nobody types that far. */
const longest = 40

/** The words of a name, folded: `Ravi KUMĀR` is `ravi`, `kumar`. */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, (mark) => (/[\u0300-\u036f]/.test(mark) ? '' : mark))
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => [...word].slice(0, longest).join(''))
}

interface Findable {
  name: string
  phone: string | null
  numbers: readonly string[]
}

/** What a customer is found by. A phone is found by its own beginning and by that of its last ten digits. */
export function tokensOf({ name, phone, numbers }: Findable): string[] {
  const digits = phone?.replace('+', '') ?? ''
  const phones = digits ? [digits, digits.slice(-10), digits.slice(-4)] : []
  return [...new Set([...wordsOf(name), ...numbers, ...phones])]
}

/** A tower, a floor, a unit, as far as somebody has said them. */
export type Place = { [part in 'tower' | 'floor' | 'unit']?: number | undefined }

/** What somebody looks for: he lives there, and each word begins one of his tokens, or he lives at `orPlace`. */
interface Search {
  place: Place | undefined
  words: string[]
  orPlace: Place | undefined
}

/** Understands what was typed: `sunita`, `98200 12345`, `36-19-4`, `36-19-04`, `T36 F19`, `sunita T36`. */
export function readSearch(typed: string): Search {
  const { place, rest } = placeIn(asciiDigits(typed.normalize('NFKC')).trim())
  // An apartment or a phone in groups is one number.
  const words = /^[\d\s+/-]+$/.test(rest) ? [rest.replace(/\D/g, '')] : wordsOf(rest)
  const groups = /^\d{1,4}(?:[\s/-]+\d{1,3}){1,2}$/.test(rest) ? rest.split(/[\s/-]+/).map(Number) : undefined
  return {
    place,
    words: words.filter((word) => word !== '').slice(0, 8),
    orPlace: groups && { tower: groups[0], floor: groups[1], unit: groups[2] },
  }
}

/** `T36`, `floor 19` beside other words. A letter alone or a name like Tara says nothing of a place. */
function placeIn(text: string): { place: Place | undefined; rest: string } {
  const place: Place = {}
  const rest = text.replace(
    /(?<![\p{L}\p{N}])(t|tower|f|floor|u|unit)[\s.:-]*(\d{1,4})(?!\d)[\s,;/-]*/giu,
    (_, word: string, digits: string) => {
      place[partOf[word[0]!.toLowerCase() as keyof typeof partOf]] = Number(digits)
      return ' '
    },
  )
  return { place: Object.keys(place).length > 0 ? place : undefined, rest: rest.trim() }
}

const partOf = { t: 'tower', f: 'floor', u: 'unit' } as const
