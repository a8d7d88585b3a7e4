import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '#test/new-member.ts'

const deployment = openDeployment()
let owner: Visitor
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
})

let count = 0
const profile = () => ({
  licenceNumber: `MMC-${++count}`,
  speciality: 'Paediatrics',
  qualification: 'MD',
  practisingSince: 2001,
  feeMinor: 50_000,
})
const aDoctor = async (slug: 'acme' | 'globex' = 'acme') =>
  (await newMember(deployment, slug, ['doctor'])).memberId

test('a doctor’s profile is made, changed with its version, and seen by the clinic alone', async () => {
  const memberId = await aDoctor()
  const made = await owner.post('/practitioners', { memberId, ...profile() })
  expect(made.statusCode, made.body).toBe(201)
  expect(made.json()).toMatchObject({ id: memberId, name: 'Ada Newcomer', feeMinor: 50_000, version: 1 })
  const change = (version: number) =>
    owner.patch(`/practitioners/${memberId}`, { feeMinor: 60_000 }, { 'if-match': `"${version}"` })
  expect((await change(1)).json()).toMatchObject({ feeMinor: 60_000, speciality: 'Paediatrics', version: 2 })
  expect((await change(1)).json()).toMatchObject({ code: 'version_conflict' })
  const desk = await deployment.signIn('acme', 'receptionist')
  const ids = (await desk.get('/practitioners')).json().items.map(({ id }: { id: string }) => id)
  expect(ids).toContain(memberId)
  const elsewhere = await deployment.signIn('globex', 'owner')
  expect((await elsewhere.get('/practitioners')).json().items).toEqual([])
})

test('a licence number is one doctor’s in a clinic, and another clinic’s may be the same', async () => {
  const one = profile()
  const [first, second] = [await aDoctor(), await aDoctor()]
  const answers = await Promise.all(
    [first, second].map((memberId) => owner.post('/practitioners', { memberId, ...one })),
  )
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409])
  const third = await owner.post('/practitioners', { memberId: await aDoctor(), ...one })
  expect(third.json()).toMatchObject({ code: 'already_exists', field: 'licenceNumber' })
  const globex = await deployment.signIn('globex', 'owner')
  const theirs = await globex.post('/practitioners', { memberId: await aDoctor('globex'), ...one })
  expect(theirs.statusCode).toBe(201)
})

test('another clinic’s member gets no profile here', async () => {
  const memberId = await aDoctor('globex')
  expect((await owner.post('/practitioners', { memberId, ...profile() })).json()).toMatchObject({
    status: 404,
    code: 'not_found',
  })
})

test.each([
  ['licenceNumber', ' '],
  ['practisingSince', 1800],
  ['feeMinor', -1],
  ['feeMinor', 0.5],
])('%s is not %j', async (field, value) => {
  const refused = await owner.post('/practitioners', {
    memberId: await aDoctor(),
    ...profile(),
    [field]: value,
  })
  expect(refused.json()).toMatchObject({ status: 400, field })
})
