import { expect, test } from 'vitest'
import { makeLocalCounts } from './counts.ts'
import { makeSignInThrottle } from './sign-in-throttle.ts'

let time = 0
const throttle = () => makeSignInThrottle(makeLocalCounts(() => time))
/** How many of so many tries are let through. */
const countLet = async (tries: number, one: (at: number) => Promise<unknown>) => {
  let through = 0
  for (let at = 0; at < tries; at++) {
    try {
      await one(at)
      through++
    } catch {
      // It is refused, and counted so.
    }
  }
  return through
}
const place = (at: number) => `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`

test('one person from one place has ten tries, then one each half minute', async () => {
  const attempt = throttle()
  expect(await countLet(100, () => attempt('ada@example.org', '203.0.113.7'))).toBe(10)
  time += 30
  expect(await countLet(100, () => attempt('ADA@example.org ', '203.0.113.7'))).toBe(1)
})

test('a household has one /64 of IPv6, however many addresses it takes', async () => {
  const attempt = throttle()
  const let64 = await countLet(500, (at) =>
    attempt(`p${at}@example.org`, `2001:db8:1:2:${at.toString(16)}::1`),
  )
  expect(let64).toBe(100)
  expect(await countLet(10, () => attempt('other@example.org', '2001:db8:1:3::1'))).toBe(10)
})

test('one person from everywhere has fifty tries, then one each ten seconds', async () => {
  const attempt = throttle()
  expect(await countLet(400, (at) => attempt('ada@example.org', place(at)))).toBe(50)
  time += 10
  expect(await countLet(400, (at) => attempt('ada@example.org', place(1_000 + at)))).toBe(1)
})

test('everybody together has three thousand tries, then twenty a second', async () => {
  const attempt = throttle()
  expect(await countLet(5_000, (at) => attempt(`p${at}@example.org`, place(at)))).toBe(3_000)
  time += 1
  expect(await countLet(500, (at) => attempt(`q${at}@example.org`, place(9_000 + at)))).toBe(20)
})

test('a known browser is held back by no flood against its person, and has tries of its own', async () => {
  const attempt = throttle()
  await countLet(5_000, (at) => attempt('ada@example.org', place(at)))
  await countLet(5_000, (at) => attempt(`p${at}@example.org`, place(at)))
  await expect(attempt('ada@example.org', '203.0.113.7')).rejects.toThrow('too_many_attempts')
  expect(await countLet(50, () => attempt('ada@example.org', '203.0.113.7', 'her laptop'))).toBe(10)
  expect(await countLet(50, () => attempt('ada@example.org', '203.0.113.7', 'her phone'))).toBe(10)
})

test('nobody is locked out for good, whatever was tried', async () => {
  const attempt = throttle()
  await countLet(20_000, (at) => attempt('ada@example.org', place(at)))
  time += 10
  await expect(attempt('ada@example.org', '203.0.113.7')).resolves.toBeDefined()
})

test('who is refused by one count has used up none of the others', async () => {
  const attempt = throttle()
  await countLet(400, (at) => attempt('ada@example.org', place(at)))
  await countLet(400, () => attempt('ada@example.org', '203.0.113.7'))
  time += 100
  // All ten of this person at this place are there, as far as the person has tries at all.
  expect(await countLet(100, () => attempt('ada@example.org', '203.0.113.7'))).toBe(10)
})

test('what was right is not counted', async () => {
  const attempt = throttle()
  const right = await countLet(200, async () => (await attempt('ada@example.org', '203.0.113.7')).succeeded())
  expect(right).toBe(200)
  expect(
    await countLet(200, async () =>
      (await attempt('ada@example.org', '203.0.113.7', 'her laptop')).succeeded(),
    ),
  ).toBe(200)
})
