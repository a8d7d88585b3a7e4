import { expect, test } from 'vitest'
import { beginOfDay, endOfQuiet } from './quiet-hours.ts'

const night = { from: '20:00', until: '09:00' }

test.each([
  ['in the evening until the next morning', '2026-11-27T15:00:00Z', '2026-11-28T03:30:00.000Z'],
  ['after midnight until the same morning', '2026-11-27T22:00:00Z', '2026-11-28T03:30:00.000Z'],
  ['in the minute it begins', '2026-11-27T14:30:00Z', '2026-11-28T03:30:00.000Z'],
  ['not in the minute it ends', '2026-11-28T03:30:00Z', undefined],
  ['not at noon', '2026-11-28T06:30:00Z', undefined],
])('a message in India waits %s', (_what, at, expected) => {
  expect(endOfQuiet(new Date(at), 'Asia/Kolkata', night)?.toISOString()).toBe(expected)
})

test('the recipient’s own clock counts, on the day it is changed, too', () => {
  const at = new Date('2026-03-29T00:30:00Z')
  expect(endOfQuiet(at, 'Europe/Berlin', night)?.toISOString()).toBe('2026-03-29T07:00:00.000Z')
  expect(endOfQuiet(at, 'America/New_York', night)?.toISOString()).toBe('2026-03-29T13:00:00.000Z')
  // 02:30 does not exist there on that day.
  expect(endOfQuiet(at, 'Europe/Berlin', { from: '01:00', until: '02:30' })?.toISOString()).toBe(
    '2026-03-29T01:30:00.000Z',
  )
})

test('quiet hours may lie within a day, and there may be none', () => {
  const at = new Date('2026-11-28T08:00:00Z')
  expect(endOfQuiet(at, 'UTC', { from: '07:00', until: '10:00' })?.toISOString()).toBe(
    '2026-11-28T10:00:00.000Z',
  )
  expect(endOfQuiet(at, 'UTC', { from: '09:00', until: '10:00' })).toBeUndefined()
  expect(endOfQuiet(at, 'UTC', { from: '00:00', until: '00:00' })).toBeUndefined()
})

test('a day begins where the recipient is', () => {
  const at = new Date('2026-11-28T20:00:00Z')
  expect(beginOfDay(at, 'Asia/Kolkata').toISOString()).toBe('2026-11-28T18:30:00.000Z')
})
