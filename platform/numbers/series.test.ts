import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import type { SeriesState } from './series.ts'

const deployment = openDeployment()
let owner: Visitor
let foreigner: Visitor
let shopkeeper: Visitor
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
  foreigner = await deployment.signIn('globex', 'owner')
  shopkeeper = await deployment.signIn('shop', 'owner')
})

const read = async (kind = 'patient', by = owner): Promise<SeriesState> =>
  (await by.get('/settings/numbering')).json().items.find((each: SeriesState) => each.kind === kind)
const change = (body: object, kind = 'patient', by = owner) =>
  by.request({
    method: 'PUT',
    url: `/settings/numbering/${kind}`,
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  })
const register = async (by = owner): Promise<string> =>
  (await by.post('/patients', { givenName: 'Ada', confirmedDuplicate: true })).json().number

test('patients are numbered in the clinic’s own way, from where it says, and another clinic’s go on', async () => {
  const { no } = deployment.tenant('acme')
  const { year, ...before } = await read()
  expect(before).toEqual({ kind: 'patient', prefix: `PT-${no}`, digits: 5, next: 1, version: 0 })
  expect(await register()).toBe(`PT-${no}-${year}-00001`)
  const answer = await change({ prefix: 'RH', digits: 4, next: 500, version: 0 })
  expect(answer.json()).toMatchObject({ prefix: 'RH', digits: 4, next: 500, version: 1 })
  expect(await register()).toBe(`RH-${year}-0500`)
  expect(await register(foreigner)).toBe(`PT-${deployment.tenant('globex').no}-${year}-00001`)
  expect(await read('patient', foreigner)).toMatchObject({ version: 0, next: 2 })
  // The number finds him, though it no longer begins with PT.
  const found = (await owner.get(`/patients?q=rh-${year}-0500`)).json().items
  expect(found).toMatchObject([{ number: `RH-${year}-0500` }])
})

test('numbers go forward only', async () => {
  const { year } = await read()
  const back = await change({ prefix: 'RH', digits: 4, next: 500, version: 1 })
  expect(back.json()).toMatchObject({
    status: 409,
    code: 'number_used',
    field: 'next',
    figures: { next: 501 },
  })
  const first = await change({ prefix: 'RH', digits: 4, next: 1, version: 1 })
  expect(first.json()).toMatchObject({ status: 409, code: 'number_used' })
  // What comes next anyway is no change, and a refused change left nothing behind.
  expect((await change({ prefix: 'RH', digits: 4, next: 501, version: 1 })).json()).toMatchObject({
    next: 501,
    version: 2,
  })
  const numbers = await Promise.all([
    ...Array.from({ length: 8 }, () => register()),
    change({ prefix: 'RH', digits: 4, next: 600, version: 2 }).then(() => undefined),
  ])
  const given = numbers.filter((number) => number !== undefined)
  expect(new Set(given).size).toBe(8)
  expect((await read()).next).toBeGreaterThanOrEqual(600)
  expect(await register()).toMatch(new RegExp(`^RH-${year}-06\\d\\d$`))
})

test('of two who change a series the slower one is told so', async () => {
  const { version } = await read()
  const answers = await Promise.all([
    change({ prefix: 'A', digits: 5, version }),
    change({ prefix: 'B', digits: 5, version }),
  ])
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412])
})

test.each([
  ['prefix', { prefix: 'rh' }],
  ['prefix', { prefix: '1RH' }],
  ['prefix', { prefix: 'RH-' }],
  ['prefix', { prefix: '' }],
  ['digits', { digits: 2 }],
  ['next', { next: 0 }],
])('a %s that cannot be is refused', async (field, body) => {
  const { prefix, digits, version } = await read()
  const answer = await change({ prefix, digits, version, ...body })
  expect(answer.json()).toMatchObject({ code: 'invalid_input', field })
})

test('a shop’s receipts begin with its own prefix, and each prefix counts for itself', async () => {
  const customer = (await shopkeeper.post('/customers', { name: 'Ravi' })).json().id
  const buy = async () =>
    (
      await shopkeeper.post(`/customers/${customer}/purchases`, { id: crypto.randomUUID(), amountMinor: 100 })
    ).json().receipt
  const { year } = await read('receipt', shopkeeper)
  expect([await buy(), await buy()]).toEqual([`INV-${year}-00001`, `INV-${year}-00002`])
  expect((await change({ prefix: 'CS', digits: 3, version: 0 }, 'receipt', shopkeeper)).json()).toMatchObject(
    { next: 1 },
  )
  expect(await buy()).toBe(`CS-${year}-001`)
  await change({ prefix: 'INV', digits: 3, version: 1 }, 'receipt', shopkeeper)
  expect(await buy()).toBe(`INV-${year}-003`)
  expect(await read('payment', shopkeeper)).toMatchObject({ prefix: 'PAY', next: 1 })
  expect((await change({ prefix: 'X', digits: 3, version: 0 }, 'patient', shopkeeper)).statusCode).toBe(404)
})
