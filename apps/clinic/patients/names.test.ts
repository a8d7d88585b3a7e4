import { expect, test } from 'vitest'
import { displayName, fold, sortNameOf, wordsOf } from './names.ts'

test('a single name is a given name and stands for itself', () => {
  const single = { givenName: 'Asha', familyName: '' }
  expect(displayName(single)).toBe('Asha')
  expect(sortNameOf(single)).toBe('asha')
  expect(sortNameOf({ givenName: 'Sarita', familyName: 'Deshpande' })).toBe('deshpande sarita')
})

test.each([
  ['Éric', 'eric'],
  ['Nguyễn', 'nguyen'],
  ['STRAUSS', 'strauss'],
  ['Strauß', 'strauss'],
  ['Øyvind', 'oyvind'],
  ['İpek', 'ipek'],
  ['Σίσυφος', 'σισυφοσ'],
  ['ｆｕｌｌ', 'full'],
  ['क़लम', 'कलम'],
  ['माँ', 'मां'],
  ['מֹשֶׁה', 'משה'],
  ['مُحَمَّد', 'محمد'],
])('%s folds to %s', (name, folded) => {
  expect(fold(name)).toBe(folded)
})

test('the vowel signs of Indic scripts are letters', () => {
  expect(wordsOf('सरिता की')).toEqual(['सरिता', 'की'])
  expect(wordsOf('மீனாட்சி')).toEqual(['மீனாட்சி'])
})

test('punctuation separates words and symbols of search words cannot be typed', () => {
  expect(wordsOf("Anne-Marie O'Neil, Dr.")).toEqual(['anne', 'marie', 'oneil', 'dr'])
  expect(wordsOf('^sa #17 +91 <12 =x ~y %_\\')).toEqual(['sa', '17', '91', '12', 'x', 'y'])
  expect(wordsOf('  ')).toEqual([])
})

test('a name of any length fits its columns', () => {
  const long = 'ﷺ'.repeat(100)
  expect(sortNameOf({ givenName: long, familyName: long }).length).toBeLessThanOrEqual(210)
  expect(Math.max(...wordsOf(long).map((word) => word.length))).toBeLessThanOrEqual(40)
})
