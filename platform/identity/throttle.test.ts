import { expect, test } from 'vitest'
import { DomainError } from '#platform/http/domain-error.ts'
import { makeThrottle, networkOf } from './throttle.ts'

test('tries come back with time, and nobody is locked out for good', () => {
  let time = 1000
  const throttle = makeThrottle({ burst: 3, secondsEach: 10 }, () => time)
  for (let i = 0; i < 3; i++) throttle.take('ada')
  expect(() => throttle.take('ada')).toThrow(DomainError)
  throttle.take('grace')
  for (let i = 0; i < 1000; i++) expect(() => throttle.take('ada')).toThrow('too_many_attempts')
  time += 10
  throttle.take('ada')
  expect(() => throttle.take('ada')).toThrow('too_many_attempts')
  time += 3600
  for (let i = 0; i < 3; i++) throttle.take('ada')
  expect(() => throttle.take('ada')).toThrow('too_many_attempts')
})

test('a refusal says when to come back', () => {
  let time = 0
  const throttle = makeThrottle({ burst: 1, secondsEach: 30 }, () => time)
  throttle.take('ada')
  time += 12
  expect(() => throttle.take('ada')).toThrow(expect.objectContaining({ retryAfter: 18 }))
})

test('what was right is not counted', () => {
  const throttle = makeThrottle({ burst: 2, secondsEach: 10 }, () => 0)
  for (let i = 0; i < 100; i++) {
    throttle.take('ada')
    throttle.giveBack('ada')
  }
  throttle.take('ada')
  throttle.take('ada')
  expect(() => throttle.take('ada')).toThrow('too_many_attempts')
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  ['2001:DB8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('the address %s belongs to %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
