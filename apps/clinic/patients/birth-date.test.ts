import { expect, test } from 'vitest'
import { birthOfAge, parseBirthDate, writtenBirthDate } from './birth-date.ts'

const today = '2026-11-21'

test.each([
  ['1981-05-17', '1981-05-17', 'day'],
  ['1981-05', '1981-05-01', 'month'],
  ['1981', '1981-01-01', 'year'],
  ['2026-11-21', '2026-11-21', 'day'],
  ['2026-11', '2026-11-01', 'month'],
  ['2024-02-29', '2024-02-29', 'day'],
])('%s is kept and answered as it was known', (written, birthDate, birthPrecision) => {
  const birth = parseBirthDate(written, today)
  expect(birth).toEqual({ birthDate, birthPrecision, birthEstimated: false })
  expect(birth && writtenBirthDate(birth)).toBe(written)
})

test.each(['2026-02-30', '2023-02-29', '2026-11-22', '2026-12', '2027', '1875', '1081-01-01'])(
  '%s is refused',
  (written) => {
    expect(parseBirthDate(written, today)).toBeUndefined()
  },
)

test.each([
  [{ value: 45, unit: 'years' }, '1981'],
  [{ value: 8, unit: 'months' }, '2026-03'],
  [{ value: 3, unit: 'weeks' }, '2026-10-31'],
  [{ value: 0, unit: 'days' }, '2026-11-21'],
] as const)('an age is an estimated date, as exact as its unit', (age, expected) => {
  const birth = birthOfAge(age, today)
  expect(birth?.birthEstimated).toBe(true)
  expect(birth && writtenBirthDate(birth)).toBe(expected)
})

test('nobody is 200 years old', () => {
  expect(birthOfAge({ value: 200, unit: 'years' }, today)).toBeUndefined()
})
