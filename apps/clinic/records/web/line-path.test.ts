import { expect, test } from 'vitest'
import { linePath, rangeOf } from './line-path.ts'

const box = { width: 100, height: 20, inset: 0 }

test('a line goes from left to right with the lowest value at the bottom', () => {
  const values = [1, 3, 2]
  expect(linePath(values, { ...box, range: rangeOf(values) })).toBe('M0 20L50 0L100 10')
})

test('a value that never changes is a line in the middle', () => {
  expect(linePath([5, 5], { ...box, range: [5, 5] })).toBe('M0 10L100 10')
})

test('one value is a point', () => {
  expect(linePath([5], { ...box, range: [5, 5] })).toBe('M0 10')
})
