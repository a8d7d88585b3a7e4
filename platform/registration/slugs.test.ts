import { expect, test } from 'vitest'
import { judgeSlug, suggestSlug } from './slugs.ts'

const taken = ['santkrupa', 'city-clinic', 'santkrupa-clinic']
const directory = {
  bySlug: (slug: string) => (taken.includes(slug) ? ({ slug } as never) : undefined),
  all: () => taken.map((slug) => ({ slug }) as never),
}

test.each([
  ['riverside', null],
  ['a1b', null],
  ['admin', 'reserved'],
  ['api', 'reserved'],
  ['owner', 'reserved'],
  ['clinic', 'reserved'],
  ['a', 'malformed'],
  ['ab', 'malformed'],
  ['xn--80ak6aa92e', 'malformed'],
  ['xn-clinic', 'malformed'],
  ['two--hyphens', 'malformed'],
  ['-front', 'malformed'],
  ['back-', 'malformed'],
  ['Capital', 'malformed'],
  ['сlinic-cyrillic', 'malformed'],
  ['with space', 'malformed'],
  ['../etc', 'malformed'],
  ['x'.repeat(41), 'malformed'],
  ['santkrupa', 'taken'],
  ['santkrupa1', null],
  ['sant-krupa', 'look_alike'],
  ['5antkrupa', 'look_alike'],
  ['c1ty-c1inic', 'look_alike'],
  ['adm1n', 'look_alike'],
  ['adrnin', 'look_alike'],
  ['l0gin', 'look_alike'],
] as const)('the address %s is %s', (slug, problem) => {
  expect(judgeSlug(directory, slug)).toBe(problem)
})

test.each([
  ['Riverside Dental Care', 'riverside-dental-care'],
  ['  Café Zoë & Sons, Pune!  ', 'cafe-zoe-sons-pune'],
  ['Santkrupa Clinic', 'santkrupa-clinic-2'],
  ['Admin', 'admin-2'],
  ['संत कृपा', 'practice'],
  ['Dr', 'practice-dr'],
  ['x'.repeat(120), 'x'.repeat(32)],
])('for %s is suggested %s, which is free', (name, slug) => {
  expect(suggestSlug(directory, name).replaceAll('cafe-zoe', 'cafe-zoe')).toBe(slug)
  expect(judgeSlug(directory, suggestSlug(directory, name))).toBeNull()
})
