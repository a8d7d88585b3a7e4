/** Long enough for any name in a register; what comes after is kept with the patient but not sorted or searched by. */
const longestSortName = 210
const longestWord = 40

export interface PersonName {
  givenName: string
  familyName: string
}

/** The name as it is spoken: given names first. */
export function displayName({ givenName, familyName }: PersonName): string {
  return [givenName, familyName].filter(Boolean).join(' ')
}

/** What lists are sorted by and searches look into: `deshpande sarita`. A single name stands for itself. */
export function sortNameOf({ givenName, familyName }: PersonName): string {
  return [...`${wordsOf(familyName).join(' ')} ${wordsOf(givenName).join(' ')}`.trim()]
    .slice(0, longestSortName)
    .join('')
    .trim()
}

/**
 * The words of a name or a query, folded: `D’Souza-Éric` is `dsouza`, `eric`. Whatever is not punctuation belongs to
 * a word, so that a name written in emoji can be found too.
 */
export function wordsOf(text: string): string[] {
  return fold(text)
    .split(separators)
    .filter((word) => word !== '')
    .map((word) => [...word].slice(0, longestWord).join(''))
}

/** Lower case without accents. Vowel signs of Indic scripts are letters and stay; dots that many leave out go. */
export function fold(text: string): string {
  return text
    .replace(apostrophes, '')
    .normalize('NFKD')
    .replace(ignoredMarks, '')
    .toLowerCase()
    .replace(lettersWithTwins, (letter) => sameAs[letter]!)
}

// ASCII symbols mark other kinds of search words, so a name cannot hold them.
const separators = /[\s\p{P}\p{Z}\p{Cc}\p{Cf}$+<=>^`|~]+/u

const apostrophes = /['’‘ʼʻ`´]/gu

// Latin, Greek and Cyrillic accents; Hebrew points; Arabic vowels and the stretching stroke; the nukta of nine Indic
// scripts; joiners and variation selectors.
const ignoredMarks =
  /[\u{fe00}-\u{fe0f}\u{300}-\u{36f}\u{591}-\u{5c7}\u{610}-\u{61a}\u{64b}-\u{65f}\u{670}\u{93c}\u{9bc}\u{a3c}\u{abc}\u{b3c}\u{cbc}\u{200b}-\u{200f}\u{2060}\u{640}]/gu

const sameAs: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
  // The moon-dot of a nasal vowel is written as a plain dot as often as not.
  '\u0901': '\u0902',
}

const lettersWithTwins = new RegExp(Object.keys(sameAs).join('|'), 'gu')
