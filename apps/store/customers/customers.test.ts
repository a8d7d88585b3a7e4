import type { Actor } from '@tenantry/tenancy'
import { expect, test } from 'vitest'
import { recordConsent } from '#platform/notifications/contacts.ts'
import { addDays, today } from '../days.ts'
import { findAmong } from './web/find-among.ts'
import { openShop } from '../test/open-shop.ts'

const shop = openShop()

const add = async (given: object, by = shop.keeper) => {
  const answer = await by.post('/customers', { name: 'Somebody', ...given })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json()
}
const find = async (q: string, by = shop.keeper) =>
  (await by.get(`/customers?q=${encodeURIComponent(q)}`))
    .json()
    .items.map(({ name }: { name: string }) => name)

test('a customer is found by name, apartment and phone, half typed', async () => {
  await add({ name: 'Sunita Deshpande', phone: '98200 12345', apartments: ['36194', 'T10 F5 U6'] })
  await add({ name: 'राम शर्मा', apartments: ['42012'] })
  for (const q of [
    'sun',
    'DESH',
    'sunita desh',
    '361',
    '36-19-4',
    '10056',
    'T36 F19 U4',
    'tower 36 floor 19',
    'sun t10',
    '36-19-04',
    '10 5 6',
    '१०-५',
    '98200',
    '9820012345',
    '+91 98200 12345',
    '2345',
  ]) {
    expect(await find(q), q).toEqual(['Sunita Deshpande'])
  }
  expect(await find('राम')).toEqual(['राम शर्मा'])
  expect(await find('sunita ram')).toEqual([])
  expect(await find('T36 F18')).toEqual([])
  expect(await find('36-19-05')).toEqual([])
  expect(await find('sun', shop.other)).toEqual([])
})

test('the counter finds without a connection whom the server finds', async () => {
  const { items, complete } = (await shop.keeper.get('/counter/customers')).json()
  expect(complete).toBe(true)
  for (const q of [
    'sun',
    'sunita desh',
    '36-19-04',
    '10 5',
    'T36',
    '98200',
    '2345',
    'राम',
    'T36 F18',
    'sun t10',
    'x',
  ]) {
    expect(
      findAmong(items, q).map(({ name }) => name),
      q,
    ).toEqual(await find(q))
  }
  expect(findAmong(items, '1', '42012').map(({ name }) => name)).toEqual(['राम शर्मा'])
})

test('an apartment may be several people’s, and a wrong one is named', async () => {
  await add({ name: 'Upstairs', apartments: ['15031'] })
  await add({ name: 'Tenant', apartments: ['15031'] })
  expect(await find('15031')).toEqual(['Tenant', 'Upstairs'])
  const answer = await shop.keeper.post('/customers', { name: 'X', apartments: ['15031', '1503'] })
  expect(answer.json()).toMatchObject({
    status: 400,
    code: 'invalid_apartment',
    field: 'apartments.1',
    detail: '01503',
  })
})

test('a phone is somebody’s once, and must be a mobile’s', async () => {
  const { id } = await add({ name: 'First', phone: '+91 98201 11111' })
  const again = await shop.keeper.post('/customers', { name: 'Second', phone: '09820111111' })
  expect(again.json()).toMatchObject({ status: 409, field: 'phone', conflicts: [id] })
  const landline = await shop.keeper.post('/customers', { name: 'Third', phone: '022 2345' })
  expect(landline.json()).toMatchObject({ status: 400, field: 'phone' })
  await add({ name: 'Theirs', phone: '+91 98201 11111' }, shop.other)
})

test('what was owed before is the first line, and does not ask the limit', async () => {
  const { id, balanceMinor, availableMinor } = await add({
    openingBalanceMinor: 90_000,
    creditLimitMinor: 50_000,
  })
  expect([balanceMinor, availableMinor]).toEqual([90_000, -40_000])
  const { lines } = (await shop.keeper.get(`/customers/${id}/statement`)).json()
  expect(lines).toMatchObject([{ kind: 'opening', amountMinor: 90_000 }])
  expect(await add({ openingBalanceMinor: -5_000 })).toMatchObject({ balanceMinor: -5_000 })
  const future = await shop.keeper.post('/customers', {
    name: 'Future Fay',
    openingBalanceMinor: 100,
    openingOn: '2999-01-01',
  })
  expect(future.json()).toMatchObject({ status: 400, code: 'invalid_input', field: 'openingOn' })
})

test('two who edit at once: the second is told', async () => {
  const { id } = await add({ name: 'Edited' })
  const edit = (notes: string) => shop.keeper.patch(`/customers/${id}`, { notes }, { 'if-match': '"1"' })
  const answers = await Promise.all([edit('one'), edit('two')])
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 412])
})

test('consent has its time, and only a change of it', async () => {
  const { id, consentAt } = await add({ name: 'Agrees' })
  expect(consentAt).toBeNull()
  const given = await shop.keeper.patch(`/customers/${id}`, { consent: 'given' }, { 'if-match': '"1"' })
  const since = given.json().consentAt
  expect(since).toEqual(expect.any(String))
  const noted = await shop.keeper.patch(`/customers/${id}`, { notes: 'x' }, { 'if-match': '"2"' })
  expect(noted.json()).toMatchObject({ consent: 'given', consentAt: since })
})

test('what somebody says by message himself is what holds, until the shop is told anew', async () => {
  const { id } = await add({ name: 'Says Stop', phone: '+91 98201 77001', consent: 'given' })
  const phone = '+919820177001'
  const by: Actor = { kind: 'system', name: 'message' }
  const say = (consent: 'given' | 'withdrawn') =>
    shop.deployment.tenancy
      .tables()
      .run(shop.deployment.tenant('shop'), by, (tx) =>
        recordConsent(tx, { channel: 'whatsapp', address: phone, consent, source: 'whatsapp' }),
      )
  await say('withdrawn')
  const stopped = (await shop.keeper.get(`/customers/${id}`)).json()
  expect(stopped).toMatchObject({ consent: 'withdrawn', consentSource: 'whatsapp' })
  const told = await shop.keeper.patch(`/customers/${id}`, { consent: 'given' }, { 'if-match': '"1"' })
  expect(told.json()).toMatchObject({ consent: 'given', consentSource: 'shop' })
})

test('pages of each order hold everybody once', async () => {
  for (let n = 0; n < 7; n++) {
    await add(
      { name: `Page ${n}`, apartments: [`9${n}01${n}`], openingBalanceMinor: 1_000 * (n % 3) + 1 },
      shop.other,
    )
  }
  for (const sort of ['name', 'balance', 'place']) {
    const seen: string[] = []
    let cursor = ''
    do {
      const page = (
        await shop.other.get(`/customers?sort=${sort}&limit=3${cursor && `&cursor=${cursor}`}`)
      ).json()
      seen.push(...page.items.map(({ id }: { id: string }) => id))
      cursor = page.next ?? ''
    } while (cursor)
    const { items } = (await shop.other.get('/customers?limit=200')).json()
    expect(new Set(seen).size, sort).toBe(seen.length)
    expect(seen.length, sort).toBe(items.length)
  }
  const richest = (await shop.other.get('/customers?sort=balance&limit=1')).json().items[0]
  expect(richest.balanceMinor).toBe(2_001)
  const tower = (await shop.other.get('/customers?tower=93')).json().items
  expect(tower).toMatchObject([{ name: 'Page 3' }])
})

test('a mask is not changed under numbers that are written down', async () => {
  const { version } = (await shop.other.get('/shop')).json()
  const answer = await shop.other.patch('/shop', { apartmentMask: 'TTFFUU', version })
  expect(answer.json()).toMatchObject({ code: 'in_use', field: 'apartmentMask' })
  const changed = await shop.other.patch('/shop', { dueDays: 10, version })
  expect(changed.json()).toMatchObject({ dueDays: 10, version: version + 1 })
  expect((await shop.other.patch('/shop', { dueDays: 20, version })).statusCode).toBe(412)
  expect((await shop.keeper.get('/shop')).json()).toMatchObject({ dueDays: 30, version: 0 })
})

test('a dispute has a reason and a day, a promise a day that can still come, and both are taken away again', async () => {
  const { id } = (await shop.keeper.post('/customers', { name: 'Disputing Dev' })).json()
  const change = async (asked: object) => {
    const { version } = (await shop.keeper.get(`/customers/${id}`)).json()
    return shop.keeper.patch(`/customers/${id}`, asked, { 'if-match': `"${version}"` })
  }
  const day = today(shop.deployment.tenant('shop').timeZone)
  expect((await change({ dispute: { reason: ' ' } })).json()).toMatchObject({ field: 'dispute.reason' })
  const later = { reason: 'Never ordered', on: addDays(day, 1) }
  expect((await change({ dispute: later })).json()).toMatchObject({ code: 'invalid_input', field: 'dispute' })
  expect((await change({ promisedOn: addDays(day, -1) })).json()).toMatchObject({ field: 'promisedOn' })
  const disputed = await change({ dispute: { reason: 'Never ordered', on: addDays(day, -3) } })
  expect(disputed.json().dispute).toEqual({ reason: 'Never ordered', on: addDays(day, -3) })
  expect((await change({ promisedOn: day })).json()).toMatchObject({
    promisedOn: day,
    dispute: { reason: 'Never ordered' },
  })
  expect((await change({ dispute: null, promisedOn: null })).json()).toMatchObject({
    dispute: null,
    promisedOn: null,
  })
})
