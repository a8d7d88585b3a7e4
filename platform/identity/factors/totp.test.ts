import { describe, expect, test } from 'vitest'
import { describeTotp, findStep, makeTotpSecret } from './totp.ts'

// RFC 6238, appendix B, SHA-1: the last six of its eight digits.
const secret = Buffer.from('12345678901234567890')
const vectors = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
] as const

describe('the vectors of RFC 6238', () => {
  test.each(vectors)('at %i seconds the code is %s', (at, code) => {
    expect(findStep(secret, code, at)).toBe(Math.floor(at / 30))
  })
})

test('one step before and after counts as well, and says which step it was', () => {
  const [at, code] = vectors[4]
  const step = Math.floor(at / 30)
  expect(findStep(secret, code, at - 30)).toBe(step)
  expect(findStep(secret, code, at + 30)).toBe(step)
  expect(findStep(secret, code, at - 60)).toBeUndefined()
  expect(findStep(secret, code, at + 60)).toBeUndefined()
})

test.each(['', '27903', '2790370', '27903 7', 'abcdef', '٢٧٩٠٣٧', '-79037'])('%j is no code', (code) => {
  expect(findStep(secret, code, 2000000000)).toBeUndefined()
})

test('a new secret has 160 bits, is another one each time, and is told as apps read it', () => {
  const made = makeTotpSecret()
  expect(made).toHaveLength(20)
  expect(makeTotpSecret()).not.toEqual(made)
  const { text, uri } = describeTotp(made, { issuer: 'Acme: Clinic & Sons', label: 'ada+x@example.org' })
  expect(text).toMatch(/^[A-Z2-7]{32}$/)
  const parsed = new URL(uri)
  expect([parsed.protocol, parsed.host]).toEqual(['otpauth:', 'totp'])
  expect(Object.fromEntries(parsed.searchParams)).toEqual({
    issuer: 'Acme: Clinic & Sons',
    secret: text,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})
