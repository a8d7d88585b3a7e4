import { expect, test } from 'vitest'
import { localeOf, makeFormats, today, yearsBetween } from './formats.ts'

const india = makeFormats({ locale: 'en-IN', timeZone: 'Asia/Kolkata' })

test('a moment is shown in the tenant’s zone', () => {
  expect(india.moment('2026-11-20T20:00:00.000Z')).toBe('21 Nov 2026, 1:30 am')
  expect(india.dayOf('2026-11-20T20:00:00.000Z')).toBe('21 Nov 2026')
})

test('a day of the calendar does not move with any zone', () => {
  const honolulu = makeFormats({ locale: 'en-IN', timeZone: 'Pacific/Honolulu' })
  expect(honolulu.day('2026-03-01')).toBe('1 Mar 2026')
  expect(india.day('2026-03-01')).toBe('1 Mar 2026')
})

test('a date is shown as far as it is known', () => {
  expect(india.partial('1981')).toBe('1981')
  expect(india.partial('1981-05')).toBe('May 1981')
  expect(india.partial('1981-05-17')).toBe('17 May 1981')
  expect(india.partial('2026-11-20T20:00:00.000Z')).toBe('21 Nov 2026')
  expect(india.age('1981', '2026-11-21')).toBe('45 yrs')
  expect(india.age('1981-12', '2026-11-21')).toBe('44 yrs')
})

test('today is the tenant’s day', () => {
  const lateEvening = new Date('2026-11-20T20:00:00Z')
  expect(today('Asia/Kolkata', lateEvening)).toBe('2026-11-21')
  expect(today('America/New_York', lateEvening)).toBe('2026-11-20')
})

test('numbers are grouped as the tenant’s people group them', () => {
  expect(india.number(1234567)).toBe('12,34,567')
})

test('a birthday counts from the day itself', () => {
  expect(yearsBetween('1990-11-21', '2026-11-20')).toBe(35)
  expect(yearsBetween('1990-11-21', '2026-11-21')).toBe(36)
  expect(yearsBetween('2020-02-29', '2026-02-28')).toBe(5)
})

test('a baby’s age is in months', () => {
  expect(india.age('2026-06-21', '2026-11-21')).toBe('5 mths')
  expect(india.age('1964-03-09', '2026-11-21')).toBe('62 yrs')
})

test('relative times', () => {
  const now = Date.parse('2026-11-21T08:00:00Z')
  expect(india.ago('2026-11-21T07:57:00Z', now)).toBe('3 minutes ago')
  expect(india.ago('2026-11-20T08:00:00Z', now)).toBe('yesterday')
  expect(india.ago('2026-11-21T07:59:40Z', now)).toBe('20 seconds ago')
})

test('the language is the person’s, the region the tenant’s', () => {
  expect(localeOf('hi', 'en-IN')).toBe('hi-IN')
  expect(localeOf('en', 'en')).toBe('en')
})

test('sizes and durations are said as roughly as they matter', () => {
  expect(india.bytes(512)).toBe('512 byte')
  expect(india.bytes(12_430_000)).toBe('12.4 MB')
  expect(india.duration(0.4)).toBe('1 sec')
  expect(india.duration(89)).toBe('89 secs')
  expect(india.duration(170)).toBe('3 mins')
  expect(india.duration(7200)).toBe('2 hrs')
})
