import { expect, test } from 'vitest'
import { formatMoney, readMoney, writeMoney } from './money.ts'

test.each([
  ['1250', 125_000],
  ['1,250.50', 125_050],
  ['1,25,000', 12_500_000],
  ['₹ 99.5', 9_950],
  ['१,२५०.५०', 125_050],
  ['0.01', 1],
  ['12.', 1_200],
  ['-40', -4_000],
  ['-0', 0],
])('%s is an amount', (typed, minor) => expect(readMoney(typed, 'INR')).toBe(minor))

test.each(['', '1.005', '1,5', '12,50', '1.2.3', 'ten', '1e3', '99999999999999999999'])(
  '%s is no amount of rupees',
  (typed) => expect(readMoney(typed, 'INR')).toBeUndefined(),
)

test('a currency has as many decimals as it has', () => {
  expect(readMoney('5', 'JPY')).toBe(5)
  expect(readMoney('5.0', 'JPY')).toBeUndefined()
  expect(readMoney('1.005', 'KWD')).toBe(1005)
})

test('what is written can be read again', () => {
  for (const minor of [0, 1, 99, 100, 125_050, -4_000, 12_345_678]) {
    expect(readMoney(writeMoney(minor, 'INR'), 'INR')).toBe(minor)
  }
  expect(writeMoney(125_050, 'INR')).toBe('1250.50')
  expect(writeMoney(null, 'INR')).toBe('')
})

test('amounts are grouped as in the shop’s country', () => {
  expect(formatMoney('en-IN', 12_500_000, 'INR')).toBe('₹1,25,000.00')
})
