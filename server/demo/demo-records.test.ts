import { expect, test } from 'vitest'
import { makeRecords } from './demo-records.ts'
import { demoPassword, demoTenants } from './demo-tenants.ts'
import type { Resource } from './resources.ts'

const today = '2026-11-21'
const clinics = demoTenants.flatMap(({ tenant, patients }) =>
  patients ? [{ slug: tenant.slug, patients, ...makeRecords(tenant.slug, patients, today) }] : [],
)

test('the same clinic is made up the same way each time, and each clinic otherwise', () => {
  for (const { slug, patients, resources } of clinics) {
    expect(makeRecords(slug, patients, today).resources).toEqual(resources)
  }
  const names = clinics.map(({ people }) => people.map(({ givenName }) => givenName).join())
  expect(new Set(names).size).toBe(clinics.length)
})

test.each(clinics)(
  'nothing at $slug happened before a birth, after a death or is still to come',
  (clinic) => {
    for (const { key, born, diedOn } of clinic.people) {
      const own = clinic.resources.filter(
        ({ id }) => id === `${clinic.slug}-${key}` || id.startsWith(`${clinic.slug}-${key}-`),
      )
      const last = diedOn ?? today
      const days = own.flatMap(daysIn)
      expect(days.filter((day) => day < born.slice(0, day.length) || day > last)).toEqual([])
    }
  },
)

test.each(clinics)('what $slug refers to is there', ({ resources }) => {
  const there = new Set(resources.map(({ resourceType, id }) => `${resourceType}/${id}`))
  expect(there.size).toBe(resources.length)
  const named = [...JSON.stringify(resources).matchAll(/"reference":"([^"]+)"/g)].map(
    ([, reference]) => reference!,
  )
  expect(named.length).toBeGreaterThan(resources.length / 2)
  expect(named.filter((reference) => !there.has(reference))).toEqual([])
})

test.each(clinics)('$slug knows households, children, old people and difficult names', ({ people }) => {
  const phones = people.flatMap(({ phone }) => phone ?? [])
  expect(new Set(phones).size).toBeLessThan(phones.length)
  expect(phones.filter((phone) => !/^\+9150\d{8}$/.test(phone))).toEqual([])
  const years = people.map(({ born }) => 2026 - Number(born.slice(0, 4)))
  expect(Math.min(...years)).toBeLessThan(16)
  expect(Math.max(...years)).toBeGreaterThan(65)
  expect(people.some(({ givenName, familyName }) => /[^ -~]/.test(givenName + familyName))).toBe(true)
})

test('the password is as long as any other must be', () => {
  expect(demoPassword.length).toBeGreaterThanOrEqual(15)
})

/** Every date in a resource, as far as it is known. */
function daysIn(resource: Resource): string[] {
  return [...JSON.stringify(resource).matchAll(/"(\d{4}(-\d\d(-\d\d)?)?)[T"]/g)].map(([, day]) => day!)
}
