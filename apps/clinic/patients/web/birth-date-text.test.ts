import { expect, test } from 'vitest'
import { readBirthDate, writeBirthDate } from './birth-date-text.ts'

test.each([
  ['17/5/1981', '1981-05-17'],
  ['17.05.1981', '1981-05-17'],
  [' 17-5-1981 ', '1981-05-17'],
  ['17 5 1981', '1981-05-17'],
  ['17051981', '1981-05-17'],
  ['1981-5-7', '1981-05-07'],
  ['5/1981', '1981-05'],
  ['1981', '1981'],
  ['29/02/2024', '2024-02-29'],
])('%s is understood', (typed, date) => {
  expect(readBirthDate(typed, 'en-IN')).toBe(date)
})

test.each(['30/02/2026', '29/02/2023', '13/13/1981', '17/5/81', '0/5/1981', '3081', 'yesterday', ''])(
  '“%s” is no day of the calendar',
  (typed) => {
    expect(readBirthDate(typed, 'en-IN')).toBeUndefined()
  },
)

test('the order of day and month is the locale’s', () => {
  expect(readBirthDate('5/17/1981', 'en-US')).toBe('1981-05-17')
  expect(readBirthDate('5/17/1981', 'en-IN')).toBeUndefined()
})

test('what was stored can be typed again', () => {
  for (const date of ['1981-05-17', '1981-05', '1981']) {
    expect(readBirthDate(writeBirthDate(date, 'hi-IN'), 'hi-IN')).toBe(date)
    expect(readBirthDate(writeBirthDate(date, 'en-US'), 'en-US')).toBe(date)
  }
})
