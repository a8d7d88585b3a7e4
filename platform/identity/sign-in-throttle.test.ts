import { expect, test } from 'vitest'
import { makeSignInThrottle } from './sign-in-throttle.ts'

let time = 0
const throttle = () => makeSignInThrottle(() => time)
/** How many of so many tries are let through. */
const countLet = (tries: number, one: (at: number) => unknown) => {
  let through = 0
  for (let at = 0; at < tries; at++) {
    try {
      one(at)
      through++
    } catch {
      // It is refused, and counted so.
    }
  }
  return through
}
const place = (at: number) => `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`

test('one person from one place has ten tries, then one each half minute', () => {
  const attempt = throttle()
  expect(countLet(100, () => attempt('ada@example.org', '203.0.113.7'))).toBe(10)
  time += 30
  expect(countLet(100, () => attempt('ADA@example.org ', '203.0.113.7'))).toBe(1)
})

test('a household has one /64 of IPv6, however many addresses it takes', () => {
  const attempt = throttle()
  const let64 = countLet(500, (at) => attempt(`p${at}@example.org`, `2001:db8:1:2:${at.toString(16)}::1`))
  expect(let64).toBe(100)
  expect(countLet(10, () => attempt('other@example.org', '2001:db8:1:3::1'))).toBe(10)
})

test('one person from everywhere has fifty tries, then one each ten seconds', () => {
  const attempt = throttle()
  expect(countLet(400, (at) => attempt('ada@example.org', place(at)))).toBe(50)
  time += 10
  expect(countLet(400, (at) => attempt('ada@example.org', place(1_000 + at)))).toBe(1)
})

test('everybody together has three thousand tries, then twenty a second', () => {
  const attempt = throttle()
  expect(countLet(5_000, (at) => attempt(`p${at}@example.org`, place(at)))).toBe(3_000)
  time += 1
  expect(countLet(500, (at) => attempt(`q${at}@example.org`, place(9_000 + at)))).toBe(20)
})

test('a known browser is held back by no flood against its person, and has tries of its own', () => {
  const attempt = throttle()
  countLet(5_000, (at) => attempt('ada@example.org', place(at)))
  countLet(5_000, (at) => attempt(`p${at}@example.org`, place(at)))
  expect(() => attempt('ada@example.org', '203.0.113.7')).toThrow('too_many_attempts')
  expect(countLet(50, () => attempt('ada@example.org', '203.0.113.7', 'her laptop'))).toBe(10)
  expect(countLet(50, () => attempt('ada@example.org', '203.0.113.7', 'her phone'))).toBe(10)
})

test('nobody is locked out for good, whatever was tried', () => {
  const attempt = throttle()
  countLet(20_000, (at) => attempt('ada@example.org', place(at)))
  time += 10
  expect(() => attempt('ada@example.org', '203.0.113.7')).not.toThrow()
})

test('who is refused by one count has used up none of the others', () => {
  const attempt = throttle()
  countLet(400, (at) => attempt('ada@example.org', place(at)))
  countLet(400, () => attempt('ada@example.org', '203.0.113.7'))
  time += 100
  // All ten of this person at this place are there, as far as the person has tries at all.
  expect(countLet(100, () => attempt('ada@example.org', '203.0.113.7'))).toBe(10)
})

test('what was right is not counted', () => {
  const attempt = throttle()
  const right = countLet(200, () => attempt('ada@example.org', '203.0.113.7').succeeded())
  expect(right).toBe(200)
  expect(countLet(200, () => attempt('ada@example.org', '203.0.113.7', 'her laptop').succeeded())).toBe(200)
})
