import { expect, test } from 'vitest'
import { counterWorker, refuseMarkup, refuseScripts } from './trusted-types.ts'

test('a style sheet passes the policy, markup does not', () => {
  expect(refuseMarkup('@media (min-width: 48em) { :root { --x: 1px } }')).toContain('--x')
  expect(() => refuseMarkup('<img src=x onerror=alert(1)>')).toThrow('refused')
})

test('the counter’s worker is the one script that may be started by its address', () => {
  expect(refuseScripts(counterWorker)).toBe('/assets/counter-worker.js')
  for (const address of [
    '/assets/other.js',
    `https://evil.example${counterWorker}`,
    `${counterWorker}?x`,
    '',
  ]) {
    expect(() => refuseScripts(address)).toThrow('refused')
  }
})
