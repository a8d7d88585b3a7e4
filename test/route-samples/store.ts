import { newId } from '@tenantry/tenancy'
import { randomUUID } from 'node:crypto'
import type { Visitor } from '../deployment.ts'
import { takeDollars } from '../take-dollars.ts'
import { type Asked, type Samples, nothing } from './asked.ts'

/** A shop’s customers, counter, reports and payments. */
export const storeSamples: Samples = {
  'GET /shop': nothing,
  'GET /shop/books': nothing,
  'PUT /shop/books': async () => ({ body: { closedThrough: null } }),
  'PATCH /shop': async (owner) => {
    const { version } = (await owner.get('/shop')).json()
    return { body: { dueDays: 15, version } }
  },
  'GET /dashboard': async () => ({}),
  'GET /reminders': async () => ({}),
  'POST /reminders': async (owner) => ({ body: { customerIds: [await lateCustomerOf(owner)] } }),
  'GET /reminders/rules': async () => ({}),
  'PUT /reminders/rules': async (owner) => {
    const { version } = (await owner.get('/reminders/rules')).json()
    return { body: { automatic: false, steps: [1, 7], atHour: 11, pauseDays: 5, leastMinor: 0, version } }
  },
  'GET /reports/:report': async () => ({ params: { report: 'ageing' } }),
  'GET /reports/:report/file': async () => ({ params: { report: 'day-book' }, query: { format: 'csv' } }),
  'GET /customers/:customerId/statement/file': async (owner) => ({
    ...(await customerOf(owner)),
    query: { format: 'csv' },
  }),
  'GET /customers': async () => ({ query: { q: 'ra' } }),
  'POST /customers': async () => ({ body: { name: 'Ravi' } }),
  'POST /customers/import/preview': async () => ({ upload: sheet }),
  'POST /customers/import': async () => ({ upload: sheet }),
  'GET /customers/import/template': nothing,
  'GET /customers/export': nothing,
  'GET /customers/:customerId': customerOf,
  'PATCH /customers/:customerId': async (owner) => ({
    ...(await customerOf(owner)),
    body: { notes: 'rings first' },
    version: 1,
  }),
  'POST /customers/:customerId/archive': customerOf,
  'POST /customers/:customerId/restore': customerOf,
  'POST /customers/:customerId/purchases': async (owner) => ({
    ...(await customerOf(owner)),
    body: { id: newId(), amountMinor: 100 },
  }),
  'POST /customers/:customerId/payments': async (owner) => ({
    ...(await customerOf(owner)),
    body: { id: newId(), amountMinor: 100, method: 'cash' },
  }),
  'POST /customers/:customerId/write-offs': async (owner) => {
    const { params } = await customerOf(owner)
    const bought = { id: newId(), amountMinor: 100 }
    await owner.post(`/customers/${params!.customerId}/purchases`, bought)
    return { params: params!, body: { id: newId(), amountMinor: 50, reason: 'moved away' } }
  },
  'POST /customers/:customerId/conversions': async (owner) => {
    const { params } = await customerOf(owner)
    await takeDollars(owner)
    await owner.post(`/customers/${params!.customerId}/purchases`, { id: newId(), amountMinor: 100 })
    const from = { id: newId(), currency: 'INR', amountMinor: 100 }
    const to = { id: newId(), currency: 'USD', amountMinor: 2 }
    return { params: params!, body: { from, to, reason: 'pays in dollars' } }
  },
  'GET /counter/customers': nothing,
  'GET /towers': nothing,
  'GET /towers/:tower/apartments': async () => ({ params: { tower: '36' } }),
  'GET /customers/:customerId/statement': customerOf,
  'GET /customers/:customerId/holds': customerOf,
  'POST /customers/:customerId/holds': async (owner) => ({
    ...(await customerOf(owner)),
    body: { id: newId(), amountMinor: 100, days: 7 },
  }),
  'POST /holds/:holdId/purchases': async (owner) => ({
    ...(await holdOf(owner)),
    body: { id: newId(), amountMinor: 100 },
  }),
  'DELETE /holds/:holdId': holdOf,
  'POST /entries/:entryId/reversals': async (owner) => {
    const { params } = await customerOf(owner)
    const id = newId()
    const bought = await owner.post(`/customers/${params!.customerId}/purchases`, { id, amountMinor: 100 })
    if (bought.statusCode !== 201) throw new Error(bought.body)
    return { params: { entryId: id }, body: { id: newId(), reason: 'a mistake' } }
  },
  'GET /customers/:customerId/payment-links': customerOf,
  'POST /customers/:customerId/payment-links': customerOf,
  'DELETE /payment-links/:paymentLinkId': async (owner) => ({
    params: { paymentLinkId: (await paymentLinkOf(owner)).id },
  }),
  'POST /payment-page/look': async () => ({ body: { token: 'A'.repeat(43) } }),
  'POST /payment-page/claims': async () => ({
    body: { token: 'A'.repeat(43), id: newId(), amountMinor: 100 },
  }),
  'GET /customers/:customerId/statement-links': customerOf,
  'POST /customers/:customerId/statement-links': async (owner) => ({
    ...(await customerOf(owner)),
    body: { from: '2026-01-01', days: 7 },
  }),
  'DELETE /statement-links/:statementLinkId': async (owner) => {
    const { params } = await customerOf(owner)
    const made = await owner.post(`/customers/${params!.customerId}/statement-links`, {})
    return { params: { statementLinkId: made.json().id } }
  },
  'POST /statement-page/look': async () => ({ body: { token: 'A'.repeat(43) } }),
  'POST /statement-page/file': async () => ({ body: { token: 'A'.repeat(43), language: 'en' } }),
  'GET /claims': nothing,
  'POST /claims/:claimId/confirm': async (owner) => ({
    ...(await claimOf(owner)),
    body: { receivedMinor: 100 },
  }),
  'POST /claims/:claimId/refuse': async (owner) => ({
    ...(await claimOf(owner)),
    body: { reason: 'no such payment' },
  }),
}

const sheet = { type: 'text/csv', content: 'name,apartments\nRavi,36194\n' }

let lastLatePhone = 9_820_500_000

/** Somebody who has agreed to be reminded, and can be. */
async function lateCustomerOf(owner: Visitor): Promise<string> {
  const phone = String(++lastLatePhone)
  const { id } = (await owner.post('/customers', { name: 'Late', phone, consent: 'given' })).json()
  const bought = { id: randomUUID(), amountMinor: 100, effectiveOn: '2026-01-05', dueOn: '2026-01-20' }
  await owner.post(`/customers/${id}/purchases`, bought)
  return id
}

export async function customerOf(owner: Visitor): Promise<Asked> {
  const answer = await owner.post('/customers', { name: 'Ravi' })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return { params: { customerId: answer.json().id } }
}

async function holdOf(owner: Visitor): Promise<Asked> {
  const { params } = await customerOf(owner)
  const id = newId()
  const asked = { id, amountMinor: 100, days: 7 }
  const answer = await owner.post(`/customers/${params!.customerId}/holds`, asked)
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return { params: { holdId: id } }
}

async function paymentLinkOf(owner: Visitor): Promise<{ id: string; url: string }> {
  const { params } = await customerOf(owner)
  const url = `/customers/${params!.customerId}/payment-links`
  const answer = await owner.request({ method: 'POST', url })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json()
}

async function claimOf(owner: Visitor): Promise<Asked> {
  const { url } = await paymentLinkOf(owner)
  const claim = { token: url.split('#')[1], id: newId(), amountMinor: 100 }
  const answer = await owner.post('/payment-page/claims', claim)
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return { params: { claimId: claim.id } }
}
