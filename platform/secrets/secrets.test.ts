import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeSecrets } from './secrets.ts'

const masterKey = randomBytes(32)
const place = { table: 'control.factors', column: 'secret', rowId: 'one' }
const secret = Buffer.from('a seed of one-time codes')

test('a sealed secret opens at its place, in another process too', () => {
  const sealed = makeSecrets(masterKey).seal(place, secret)
  expect(makeSecrets(masterKey).open(place, sealed)).toEqual(secret)
  expect(sealed.includes(secret)).toBe(false)
})

test('the same secret is sealed differently each time', () => {
  const { seal } = makeSecrets(masterKey)
  expect(seal(place, secret)).not.toEqual(seal(place, secret))
})

test.each([
  ['row', { ...place, rowId: 'two' }],
  ['column', { ...place, column: 'spare' }],
  ['table', { ...place, table: 'control.others' }],
  ['place whose parts read alike', { table: 'control.factors","secret', column: '', rowId: 'one' }],
])('a secret that was taken to another %s does not open', (_what, other) => {
  const { seal, open } = makeSecrets(masterKey)
  const sealed = seal(place, secret)
  expect(() => open(other, sealed)).toThrow()
})

test('a secret with one bit changed anywhere does not open', () => {
  const { seal, open } = makeSecrets(masterKey)
  const sealed = seal(place, secret)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    expect(() => open(place, changed), `byte ${at}`).toThrow()
  }
  for (const length of [0, 1, 13, 28]) expect(() => open(place, sealed.subarray(0, length))).toThrow()
})

test('another deployment’s key opens nothing, and a short key is refused', () => {
  const sealed = makeSecrets(masterKey).seal(place, secret)
  expect(() => makeSecrets(randomBytes(32)).open(place, sealed)).toThrow()
  expect(() => makeSecrets(randomBytes(16))).toThrow()
})
