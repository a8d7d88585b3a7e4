import { expect, test } from 'vitest'
import { refuseMarkup } from './trusted-types.ts'

test('a style sheet passes the policy, markup does not', () => {
  expect(refuseMarkup('@media (min-width: 48em) { :root { --x: 1px } }')).toContain('--x')
  expect(() => refuseMarkup('<img src=x onerror=alert(1)>')).toThrow('refused')
})
