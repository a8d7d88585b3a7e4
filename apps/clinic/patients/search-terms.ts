import type { RawBuilder } from 'kysely'
import { wordsOf } from './names.ts'
import { digitsOf, phonePrefixes } from './phone.ts'
import { prefixEnd, reversedPhone, sequenceWord } from './search-words.ts'

/** What was asked for, sorted by kind. All parts must fit. */
interface SearchTerms {
  /** Parts of names, the longest first: it has the fewest hits and leads the search. */
  names: string[]
  /** Ranges of search words of which one must be met: a phone, a sequence, digits in a name. */
  digits: WordRange[]
  /** The beginning of a patient's number, as it is written. */
  number: string | undefined
}

interface WordRange {
  from: string
  to: string
}

/** Where a hit stands: how well it fits, 0 best, and then by name. */
export interface Place {
  level: number
  /** The name, or whatever else hits of one level are sorted by. */
  sortName: string
  id: string
}

/** What a statement is made of. */
export type Asked = SearchTerms & { tenantId: string; limit: Sql; after: Place | undefined }

export type Sql = RawBuilder<unknown>

/** Words beyond this many say nothing more about who is meant. */
const mostTerms = 8

/** Fewer digits than these are a sequence and not yet a phone. */
const shortestPhone = 3

export function parseSearch(q: string, country: string | undefined): SearchTerms {
  const number = patientNumber.exec(q.normalize('NFKC'))?.[1]
  const rest = number ? q.normalize('NFKC').replace(patientNumber, ' ') : q
  const groups = rest.match(digitGroups) ?? []
  const digits = digitsOf(groups.join(''))
  const names = wordsOf(rest.replace(digitGroups, ' '))
  return {
    names: [...new Set(names)].slice(0, mostTerms).sort((a, b) => b.length - a.length),
    digits: digits ? digitRanges(digits, groups[0]!.trimStart().startsWith('+'), country) : [],
    number: number?.toUpperCase(),
  }
}

// Whatever prefix a clinic has chosen, a letter comes first and then, behind a hyphen, digits.
const patientNumber = /(?<![^\s])([a-z][a-z0-9/]*(?:-[a-z0-9/]+)*-\d[\d-]*)(?!\S)/i

// Digits and what stands between them in a phone; `abe604` is a name.
const digitGroups = /(?<![^\s])[+(]?\p{Nd}[\p{Nd}\s()./-]*(?!\S)/gu

function digitRanges(digits: string, international: boolean, country: string | undefined): WordRange[] {
  const exact = [sequenceWord(digits), digits].map((word) => ({ from: word, to: word }))
  if (digits.length < shortestPhone) return international ? [] : exact
  const prefixes = [
    ...phonePrefixes(digits, international, country),
    ...(international ? [] : [digits, reversedPhone(digits)]),
  ].map((prefix) => ({ from: prefix, to: prefix + prefixEnd }))
  return international ? prefixes : [...exact, ...prefixes]
}
