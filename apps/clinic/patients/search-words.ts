import { type PersonName, wordsOf } from './names.ts'

/** From this length on a word may have one typing error. */
export const typoLength = 4

/** Sorts after every text that begins with the same prefix, in the collation "C". */
export const prefixEnd = '\u{10ffff}'

/** The words by which one patient is found; kinds other than names begin with a character of their own. */
export function searchWordsOf(patient: PersonName & { phone: string | null; number: string }): string[] {
  const names = nameWordsOf(patient)
  return [
    ...new Set([
      ...names,
      ...names.flatMap((word) => [shortPrefix(word, 1), shortPrefix(word, 2)]),
      ...(patient.phone ? [patient.phone, reversedPhone(patient.phone)] : []),
      sequenceWord(patient.number.slice(patient.number.lastIndexOf('-') + 1)),
    ]),
  ].filter((word) => word !== '')
}

export function nameWordsOf({ givenName, familyName }: PersonName): string[] {
  return [...new Set([...wordsOf(familyName), ...wordsOf(givenName)])].slice(0, 24)
}

/** `^sa`: the commonest searches are one or two letters, and find their hits in order under one word. */
export function shortPrefix(word: string, length: 1 | 2): string {
  const letters = [...word]
  return letters.length < length ? '' : `^${letters.slice(0, length).join('')}`
}

/** `<543210028919`: its prefixes are the phone's last digits. */
export function reversedPhone(digits: string): string {
  return `<${[...digits.replace('+', '')].reverse().join('')}`
}

/** `#17` for `00017`. */
export function sequenceWord(sequence: string): string {
  return `#${sequence.replace(/^0+(?=\d)/, '')}`
}

/** The tokens of one word of a name: itself, its inner parts, and itself without one letter. */
export function tokensOf(word: string): string[] {
  const letters = [...word]
  const inner = letters.slice(1).map((_, at) => letters.slice(at + 1).join(''))
  return [...new Set([`=${word}`, ...inner, ...misspellings(word).map((each) => `~${each}`)])]
}

/** The word without one of its letters, each once. Without its last it is a prefix, which is found anyway. */
function misspellings(word: string): string[] {
  const letters = [...word]
  if (letters.length < typoLength) return []
  return [...new Set(letters.slice(0, -1).map((_, at) => withoutLetter(letters, at)))]
}

/** Where to look for words that a mistyped one may stand for: ranges of tokens, each given by its prefix. */
export function typoPrefixes(term: string): string[] {
  const letters = [...term]
  const shorter = letters.map((_, at) => withoutLetter(letters, at))
  return [...new Set([...shorter.map((each) => `=${each}`), ...[term, ...shorter].map((each) => `~${each}`)])]
}

/** LIKE patterns of the words that begin as the term does but for one letter: other, missing, too many or swapped. */
export function typoPatterns(term: string): string[] {
  const letters = [...term]
  return letters.flatMap((letter, at) => {
    const before = letters.slice(0, at).join('')
    const after = letters.slice(at + 1).join('')
    const next = letters[at + 1]
    return [
      `${before}_${after}%`,
      `${before}${after}%`,
      `${before}_${letter}${after}%`,
      ...(next === undefined ? [] : [`${before}${next}${letter}${letters.slice(at + 2).join('')}%`]),
    ]
  })
}

function withoutLetter(letters: string[], at: number): string {
  return letters.toSpliced(at, 1).join('')
}
