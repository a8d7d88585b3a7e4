import { expect, test } from 'vitest'
import { isHourThere } from './reminding-hour.ts'

test.each([
  [11, 'Asia/Kolkata', '2026-11-28T05:32:00Z', true],
  [11, 'Asia/Kolkata', '2026-11-28T06:32:00Z', false],
  [0, 'Asia/Kolkata', '2026-12-31T18:32:00Z', true],
  // Berlin goes from two to three, and in autumn through the hour of two again.
  [2, 'Europe/Berlin', '2026-03-29T01:02:00Z', true],
  [2, 'Europe/Berlin', '2026-03-29T00:02:00Z', false],
  [2, 'Europe/Berlin', '2026-03-30T01:02:00Z', false],
  [2, 'Europe/Berlin', '2026-10-25T00:02:00Z', true],
  [2, 'Europe/Berlin', '2026-10-25T01:02:00Z', true],
])('is it %i in %s at %s: %s', (hour, timeZone, at, expected) => {
  expect(isHourThere(hour, timeZone, new Date(at))).toBe(expected)
})
