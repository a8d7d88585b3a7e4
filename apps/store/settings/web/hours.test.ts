import { expect, test } from 'vitest'
import { isWithin, timeIn } from './hours.ts'

test('hours are those of the shop’s clocks', () => {
  const now = new Date('2026-11-28T18:35:00Z')
  expect([timeIn('Asia/Kolkata', now), timeIn('America/New_York', now)]).toEqual(['00:05', '13:35'])
})

test.each([
  ['19:59', '20:00', '06:00', false],
  ['20:00', '20:00', '06:00', true],
  ['00:05', '20:00', '06:00', true],
  ['06:00', '20:00', '06:00', false],
  ['13:00', '12:00', '14:00', true],
  ['14:00', '12:00', '14:00', false],
  ['12:00', '12:00', '12:00', false],
  ['12:00', '12:00', null, false],
])('%s from %s until %s: %s', (time, from, until, within) => {
  expect(isWithin(time, from, until)).toBe(within)
})
