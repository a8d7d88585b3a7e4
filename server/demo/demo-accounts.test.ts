import { expect, test } from 'vitest'
import { makeAccounts } from './demo-accounts.ts'
import { demoTenants } from './demo-tenants.ts'

const day = '2026-11-21'
const { tenant, customers } = demoTenants.find((demo) => demo.customers)!
const accounts = makeAccounts(tenant.slug, customers!, day)

test('the same shop is made up the same way each time', () => {
  expect(makeAccounts(tenant.slug, customers!, day)).toEqual(accounts)
  expect(accounts).toHaveLength(customers!.count)
})

test('the apartments that are asked for have customers', () => {
  const numbers = accounts.flatMap(({ customer }) => customer.apartments)
  expect(numbers).toEqual(expect.arrayContaining(['36194', '42012', '10056']))
})

test('nothing is still to come, and some is paid and some is not', () => {
  const entries = accounts.flatMap((account) => account.entries)
  expect(entries.filter(({ on }) => on > day)).toEqual([])
  const paid = entries.filter((entry) => entry.paid).length
  expect(paid).toBeGreaterThan(10)
  expect(entries.length - paid).toBeGreaterThan(paid)
})

test('nobody can be called, and who is late can be reminded or not for every reason there is', () => {
  for (const { customer, standing } of accounts) {
    if (standing === 'no_phone') expect(customer.phone).toBeNull()
    else expect(customer.phone).toMatch(/^\+121255501\d\d$/)
  }
  const phones = accounts.flatMap(({ customer }) => customer.phone ?? [])
  expect(new Set(phones).size).toBe(phones.length)
  expect(new Set(accounts.map(({ standing }) => standing)).size).toBe(8)
  expect(new Set(accounts.map(({ customer }) => customer.language))).toEqual(new Set(['en', 'hi']))
})
