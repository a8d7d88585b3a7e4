import { expect, test } from 'vitest'
import { readablePhone } from './phone.ts'

test('an Indian number is grouped, another one stays as it is', () => {
  expect(readablePhone('+919820012345')).toBe('+91 98200 12345')
  expect(readablePhone('+15552368321')).toBe('+15552368321')
})
