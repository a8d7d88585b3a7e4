import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '#test/new-member.ts'
import type { Office } from './offices.contract.ts'
import { findWrongHours, sortHours } from './opening-hours.ts'

const deployment = openDeployment()
let owner: Visitor
let foreigner: Visitor
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
  foreigner = await deployment.signIn('globex', 'owner')
})

const list = async (by = owner): Promise<Office[]> => (await by.get('/offices')).json().items
const create = async (body: object, by = owner): Promise<Office> => (await by.post('/offices', body)).json()
const archive = (id: string, by = owner) => by.request({ method: 'POST', url: `/offices/${id}/archive` })
const act = (id: string, what: 'reopen' | 'default') =>
  owner.request({ method: 'POST', url: `/offices/${id}/${what}` })
const hours = [
  { day: 2, from: '16:00', to: '20:00' },
  { day: 1, from: '09:00', to: '13:00' },
]

test('an office with its hours is made once per key, and another clinic has none of it', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const body = {
    name: ' Hill Road ',
    address: '4 Hill Road',
    phone: '022 2345 6789',
    hours,
    printHeader: 'OPD',
  }
  const made = await owner.post('/offices', body, key)
  expect(made.statusCode).toBe(201)
  expect((await owner.post('/offices', body, key)).json()).toEqual(made.json())
  const expected = {
    name: 'Hill Road',
    hours: [hours[1], hours[0]],
    isDefault: true,
    archived: false,
    version: 1,
  }
  expect(await list()).toMatchObject([expected])
  expect(await list(foreigner)).toEqual([])
})

test('an office is changed by its version, and a foreign one is not found', async () => {
  const [office] = await list()
  const at = `/offices/${office!.id}`
  const answer = await owner.patch(at, { phone: null, hours: [] }, { 'if-match': '"1"' })
  expect(answer.json()).toMatchObject({ phone: null, hours: [], address: '4 Hill Road', version: 2 })
  expect((await owner.patch(at, { name: 'Late' }, { 'if-match': '"1"' })).statusCode).toBe(412)
  for (const send of [
    foreigner.patch(at, { name: 'Ours' }, { 'if-match': '"2"' }),
    archive(office!.id, foreigner),
  ]) {
    expect((await send).json()).toMatchObject({ status: 404, code: 'not_found' })
  }
  const changes = (await owner.get('/audit/events?action=offices&limit=1')).json().items[0].detail.changes
  expect(changes[0].fields.phone).toEqual(['022 2345 6789', null])
})

test('one office is the default, and the last one that is open stays', async () => {
  const [first] = await list()
  const second = await create({ name: 'Link Road' })
  expect(second.isDefault).toBe(false)
  expect((await act(second.id, 'default')).json()).toMatchObject({ isDefault: true })
  expect((await list()).map(({ name, isDefault }) => [name, isDefault])).toEqual([
    ['Link Road', true],
    ['Hill Road', false],
  ])
  // Closed, it is the default no longer.
  expect((await archive(second.id)).json()).toMatchObject({ archived: true, isDefault: false })
  expect((await list()).map(({ name, isDefault }) => [name, isDefault])).toEqual([
    ['Hill Road', true],
    ['Link Road', false],
  ])
  expect((await act(second.id, 'default')).json()).toMatchObject({ status: 409, code: 'office_archived' })
  expect((await archive(first!.id)).json()).toMatchObject({ status: 409, code: 'last_office' })
  expect((await act(second.id, 'reopen')).json()).toMatchObject({ archived: false, isDefault: false })
})

test('of two who close the last two offices at once one is refused', async () => {
  const open = (await list()).filter(({ archived }) => !archived)
  expect(open).toHaveLength(2)
  const answers = await Promise.all(open.map(({ id }) => archive(id)))
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
  expect((await list()).filter(({ archived }) => !archived)).toHaveLength(1)
})

test('hours that end before they begin, or overlap, are named', async () => {
  const answer = await owner.post('/offices', {
    name: 'X',
    hours: [hours[1], { day: 1, from: '12:00', to: '14:00' }],
  })
  expect(answer.json()).toMatchObject({ code: 'invalid_input', field: 'hours.1' })
  expect(
    (await owner.post('/offices', { name: 'X', hours: [{ day: 8, from: '09:00', to: '10:00' }] })).statusCode,
  ).toBe(400)
  const day = (from: string, to: string) => ({ day: 3, from, to })
  expect(findWrongHours([day('09:00', '09:00')])).toBe(0)
  expect(findWrongHours([day('13:00', '24:00'), day('09:00', '13:00')])).toBe(-1)
  expect(findWrongHours([day('13:00', '24:00'), day('09:00', '13:01')])).toBe(0)
  expect(sortHours([day('13:00', '24:00'), day('09:00', '13:00')])[0]!.from).toBe('09:00')
})

test('everybody who works here knows the offices, and few change them', async () => {
  const nurse = await newMember(deployment, 'acme', ['nurse'])
  expect((await nurse.get('/offices')).json()).toMatchObject({ can: { edit: false } })
  expect((await nurse.post('/offices', { name: 'Mine' })).statusCode).toBe(403)
  expect((await deployment.visit('acme').get('/offices')).statusCode).toBe(401)
})
