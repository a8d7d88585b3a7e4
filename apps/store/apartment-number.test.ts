import { expect, test } from 'vitest'
import { type ApartmentRules, formatApartment, parseApartment } from './apartment-number.ts'

const rules: ApartmentRules = {
  mask: 'TTFFU',
  groundFloor: true,
  towers: null,
  floors: null,
  units: null,
  strict: false,
}
const read = (written: string, more: Partial<ApartmentRules> = {}) => {
  const parsed = parseApartment(written, { ...rules, ...more })
  if ('problem' in parsed) return parsed.problem
  const { tower, floor, unit } = parsed.apartment
  return [tower, floor, unit]
}

test.each([
  ['36194', 36, 19, 4],
  ['42012', 42, 1, 2],
  ['15031', 15, 3, 1],
  ['10056', 10, 5, 6],
  ['01051', 1, 5, 1],
  ['36-19-4', 36, 19, 4],
  [' 36 19 4 ', 36, 19, 4],
  ['36/19/4', 36, 19, 4],
  ['३६१९४', 36, 19, 4],
  ['３６１９４', 36, 19, 4],
  ['T36 F19 U4', 36, 19, 4],
  ['tower 7, floor 3, unit 2', 7, 3, 2],
  ['36-19-04', 36, 19, 4],
  ['1-5-1', 1, 5, 1],
  ['T036 F019 U04', 36, 19, 4],
])('%s is tower %i, floor %i, unit %i', (written, tower, floor, unit) => {
  expect(read(written)).toEqual([tower, floor, unit])
})

test('all 99,000 codes come back as they were', () => {
  for (let tower = 1; tower <= 99; tower++) {
    for (let floor = 0; floor <= 99; floor++) {
      for (let unit = 0; unit <= 9; unit++) {
        const number = formatApartment({ tower, floor, unit }, rules)
        const parsed = parseApartment(number, rules)
        // Not expect: a hundred thousand of them take half a minute.
        if (!('apartment' in parsed)) throw new Error(`${number} was refused`)
        const { apartment } = parsed
        if (apartment.number !== number || apartment.tower !== tower)
          throw new Error(`${number} was read wrongly`)
        if (apartment.floor !== floor || apartment.unit !== unit)
          throw new Error(`${number} was read wrongly`)
      }
    }
  }
})

test.each([
  ['1051', { code: 'too_short', digits: 5, suggestion: '01051' }],
  ['105', { code: 'too_short', digits: 5 }],
  ['361940', { code: 'too_long', digits: 5 }],
  ['36A94', { code: 'not_digits', digits: 5 }],
  ['', { code: 'not_digits', digits: 5 }],
  ['T36 F19', { code: 'not_digits', digits: 5 }],
  ['T136 F19 U4', { code: 'too_long', digits: 5 }],
  ['136-19-4', { code: 'too_long', digits: 5 }],
  ['36.194', { code: 'not_digits', digits: 5 }],
  ['-36194e1', { code: 'not_digits', digits: 5 }],
  ['00194', { code: 'no_such', part: 'tower', value: 0 }],
])('%s is refused, and the answer says why', (written, problem) => {
  expect(read(written)).toEqual(problem)
})

test('floor 00 is there where the shop says so', () => {
  expect(read('12004')).toEqual([12, 0, 4])
  expect(read('12004', { groundFloor: false })).toEqual({ code: 'no_such', part: 'floor', value: 0 })
})

test('beyond the building is told, and refused where the shop is strict', () => {
  const parsed = parseApartment('45031', { ...rules, towers: 40, floors: 20 })
  expect(parsed).toMatchObject({ apartment: { tower: 45 }, beyond: ['tower'] })
  expect(read('45031', { towers: 40, strict: true })).toEqual({ code: 'no_such', part: 'tower', value: 45 })
})

test('other buildings have other masks', () => {
  expect(read('361904', { mask: 'TTFFUU' })).toEqual([36, 19, 4])
  expect(read('T1 F2 U3', { mask: 'TFUU' })).toEqual([1, 2, 3])
})
