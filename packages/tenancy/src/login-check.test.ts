import { expect, test } from 'vitest'
import { findLoginFault, type LoginFacts } from './login-check.ts'

const plain: LoginFacts = {
  version: 180_004,
  superuser: false,
  bypass: false,
  creates: false,
  replication: false,
  owns: false,
  groups: [],
}

test('a plain login on a current server has no fault', () => {
  expect(findLoginFault(plain)).toBeUndefined()
})

test.for([
  [150_013, '15.13'],
  [160_009, '16.9'],
  [170_005, '17.5'],
  [140_022, '14.22'],
  [90_624, '9.624'],
] as const)('a server of version %i is refused by name', ([version, name]) => {
  const fault = findLoginFault({ ...plain, version })
  expect(fault?.code).toBe('server_too_old')
  expect(fault?.message).toContain(`PostgreSQL ${name} `)
})

test.for([150_014, 160_010, 170_006, 180_000, 190_001])('a server of version %i is served by', (version) => {
  expect(findLoginFault({ ...plain, version })).toBeUndefined()
})

test('of a superuser it is said once, of another login everything', () => {
  const everything = { ...plain, superuser: true, bypass: true, owns: true, groups: ['tenantry_owner'] }
  expect(findLoginFault(everything)?.message).toMatch(/^the fenced login is a superuser: /)
  const strong = findLoginFault({ ...everything, superuser: false })
  expect(strong?.message).toMatch(/may bypass row security, owns .*, is a member of tenantry_owner:/)
})
