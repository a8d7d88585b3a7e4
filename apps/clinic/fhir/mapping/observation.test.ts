import { expect, test } from 'vitest'
import { concept, pressure, weight } from '../test/bundles.ts'
import { map } from './test/map.ts'

test('a measurement has its number, unit, range and flag', () => {
  const row = map(
    weight('o', 'p', 72.50001, {
      interpretation: [concept('High', 'H')],
      referenceRange: [{ low: { value: 50 }, high: { value: 70 } }],
      valueQuantity: { value: 72.50001, comparator: '>', unit: 'kg', code: 'kg' },
    }),
  )
  expect(row).toMatchObject({
    kind: 'vitals',
    category: 'Vital signs',
    valueNumber: 72.50001,
    valueComparator: '>',
    valueUnit: 'kg',
    valueText: null,
    flag: 'H',
    rangeLow: 50,
    rangeHigh: 70,
  })
})

test('a blood pressure keeps its parts', () => {
  const row = map(pressure('o', 'p', 118, 76))
  expect(row).toMatchObject({ valueNumber: null, valueText: null, kind: 'vitals' })
  expect(JSON.parse(String(row.components))).toEqual([
    { title: 'Systolic', code: '8480-6', number: 118, unit: 'mm[Hg]', text: null, flag: null },
    { title: 'Diastolic', code: '8462-4', number: 76, unit: 'mm[Hg]', text: null, flag: null },
  ])
})

test.each([
  [{ valueCodeableConcept: concept('Never smoker') }, { valueText: 'Never smoker' }],
  [{ valueString: 'clear' }, { valueText: 'clear' }],
  [{ valueBoolean: false }, { valueText: 'false' }],
  [{ valueInteger: 3 }, { valueNumber: 3, valueText: null }],
  [
    { valueRange: { low: { value: 1, unit: 'mg' }, high: { value: 2, unit: 'mg' } } },
    { valueText: '1–2 mg' },
  ],
  [{ valueRange: { low: { value: 1, unit: 'mg' } } }, { valueText: '≥ 1 mg' }],
  [{ valueRatio: { numerator: { value: 1 }, denominator: { value: 128 } } }, { valueText: '1 : 128' }],
  [{ valueTime: '10:30:00' }, { valueText: '10:30:00' }],
  [{ valueDateTime: '2020-01' }, { valueText: '2020-01' }],
  [{ valuePeriod: { start: '2020', end: '2021' } }, { valueText: '2020 – 2021' }],
  [{ valueSampledData: { data: '1 2 3' } }, { valueText: '1 2 3' }],
  [{ dataAbsentReason: concept('Not asked') }, { valueText: 'Not asked' }],
])('the value %j becomes %j', (value, expected) => {
  expect(map({ ...weight('o', 'p', 0), valueQuantity: undefined, ...value })).toMatchObject(expected)
})

test.each([
  [[concept('Laboratory', 'laboratory')], '2339-0', 'laboratory'],
  [[concept('Vital Signs', 'vital-signs')], '2339-0', 'vitals'],
  [[concept('Survey', 'survey')], '8867-4', 'observation'],
  [[], '8867-4', 'vitals'],
  [[], '99999-9', 'observation'],
])('an observation of category %j and code %s is %s', (category, code, kind) => {
  const row = map({ ...weight('o', 'p', 1), category, code: concept('X', code) })
  expect(row).toMatchObject({ kind })
})

test.each([
  [{ effectivePeriod: { start: '2020', end: '2021' } }, '2020'],
  [{ effectiveInstant: '2020-01-01T00:00:00Z' }, '2020-01-01T00:00:00Z'],
  [{ effectiveTiming: { event: ['2020-03-04'] } }, '2020-03-04'],
  [{ issued: '2020-05-06T00:00:00Z' }, '2020-05-06T00:00:00Z'],
])('an observation at %j is of %s', (when, occurredText) => {
  expect(map({ ...weight('o', 'p', 1), effectiveDateTime: undefined, ...when })).toMatchObject({
    occurredText,
  })
})
