import { expect, test } from 'vitest'
import { countryOf, digitsOf, parsePhone, phonePrefixes } from './phone.ts'

test.each([
  ['9820012345', 'IN', '+919820012345'],
  ['98200 12345', 'IN', '+919820012345'],
  ['98200-12345', 'IN', '+919820012345'],
  ['09820012345', 'IN', '+919820012345'],
  ['+91 98200 12345', 'IN', '+919820012345'],
  ['919820012345', 'IN', '+919820012345'],
  ['0091 98200 12345', 'IN', '+919820012345'],
  ['(022) 2345-6789', 'IN', '+912223456789'],
  ['९८२०० १२३४५', 'IN', '+919820012345'],
  ['+44 7911 123456', 'IN', '+447911123456'],
  ['07911 123456', 'GB', '+447911123456'],
  ['(617) 555-0123', 'US', '+16175550123'],
  ['1-617-555-0123', 'US', '+16175550123'],
  ['06 1234 5678', 'IT', '+390612345678'],
  ['98200 1234', 'IN', undefined],
  ['98200 123456', 'IN', undefined],
  ['98200 12345', undefined, undefined],
  ['98200 12345 ext 7', 'IN', undefined],
  ['+0 123 456 789', 'IN', undefined],
  ['+1234567890123456', 'IN', undefined],
  ['phone', 'IN', undefined],
  ['', 'IN', undefined],
])('%s in %s is %s', (written, country, expected) => {
  expect(parsePhone(written, country)).toBe(expected)
})

test('the country comes from the clinic’s locale', () => {
  expect(countryOf('en-IN')).toBe('IN')
  expect(countryOf('hi')).toBeUndefined()
})

test('digits of all scripts count', () => {
  expect(digitsOf('٩٨ 二 ९८ 98')).toBe('989898')
})

test('half typed digits may lack the country code', () => {
  expect(phonePrefixes('9820', false, 'IN')).toEqual(['+9820', '+919820'])
  expect(phonePrefixes('09820', false, 'IN')).toEqual(['+09820', '+919820'])
  expect(phonePrefixes('91982', false, 'IN')).toEqual(['+91982', '+9191982'])
  expect(phonePrefixes('91', true, 'IN')).toEqual([])
  expect(phonePrefixes('44791', true, 'IN')).toEqual(['+44791'])
})
