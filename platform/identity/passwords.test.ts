import { expect, test } from 'vitest'
import { hashPassword, isPassword } from './passwords.ts'

test('a password is hashed with argon2id at the cost that was decided', async () => {
  expect(await hashPassword('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('only the password itself is right, in whichever form of Unicode it is typed', async () => {
  const hash = await hashPassword('Zoe\u0308 is here')
  expect(await isPassword('Zo\u00eb is here', hash)).toBe(true)
  expect(await isPassword('Zoe is here', hash)).toBe(false)
  expect(await isPassword('', hash)).toBe(false)
})

test('nobody’s password is wrong, even the one the comparison is made with', async () => {
  expect(await isPassword('nobody has this password', undefined)).toBe(false)
  expect(await isPassword('nobody has this password', null)).toBe(false)
})

test('a flood is refused before it piles up', async () => {
  const hash = await hashPassword('correct horse')
  const answers = await Promise.allSettled(Array.from({ length: 200 }, () => isPassword('wrong', hash)))
  const refused = answers.filter((each) => each.status === 'rejected')
  expect(refused.length).toBeGreaterThan(100)
  expect(refused.every((each) => each.reason.code === 'busy')).toBe(true)
})
