import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '#test/new-member.ts'
import { giveApp, letPass } from '#test/own-factor.ts'
import type { RoleRule } from './security.contract.ts'

const deployment = openDeployment()
let owner: Visitor
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
})

const read = async (by = owner) => (await by.get('/settings/security')).json()
const ruleOf = async (role: string, by = owner): Promise<RoleRule> =>
  (await read(by)).roles.find((each: RoleRule) => each.role === role)
const change = (body: object, by = owner) =>
  by.request({
    method: 'PUT',
    url: '/settings/security',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  })

test('a clinic asks a second factor of a role, and whoever has none sets one up first', async () => {
  const nurse = await newMember(deployment, 'acme', ['nurse'])
  const { version } = await read()
  expect(await ruleOf('nurse')).toEqual({ role: 'nurse', requiresFactor: false, members: 2, lacking: 2 })
  const answer = await change({ requiringRoles: ['nurse'], version })
  expect(answer.json()).toMatchObject({ version: version + 1, can: { edit: true, listPeople: true } })
  expect(await ruleOf('nurse')).toMatchObject({ requiresFactor: true, lacking: 2 })
  expect((await nurse.get('/patients')).json()).toMatchObject({ code: 'factor_enrolment_required' })
  // A member of another clinic is asked nothing.
  expect(await ruleOf('nurse', await deployment.signIn('globex', 'owner'))).toMatchObject({
    requiresFactor: false,
  })

  const { items } = (await owner.get('/settings/security/people?limit=200')).json()
  const asked = items.filter(({ required }: { required: boolean }) => required)
  expect(asked).toHaveLength(2)
  expect(asked).toContainEqual(expect.objectContaining({ id: nurse.memberId, roles: ['nurse'] }))
  await giveApp(deployment, nurse.accountId)
  await letPass(deployment, nurse.accountId)
  expect(await ruleOf('nurse')).toMatchObject({ members: 2, lacking: 1 })
  expect((await nurse.get('/patients')).statusCode).toBe(200)
})

test('of two who change the rule the slower one is told so, and unknown roles are refused', async () => {
  const { version } = await read()
  const answers = await Promise.all([
    change({ requiringRoles: [], version }),
    change({ requiringRoles: ['viewer'], version }),
  ])
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412])
  const unknown = await change({ requiringRoles: ['nurse', 'king'], version: version + 1 })
  expect(unknown.json()).toMatchObject({ code: 'invalid_input', field: 'requiringRoles.1' })
})

test('who has none is listed page by page, and a viewer sees counts but nobody’s name', async () => {
  const whole = (await owner.get('/settings/security/people?limit=200')).json().items
  const first = (await owner.get('/settings/security/people?limit=2')).json()
  const next = (await owner.get(`/settings/security/people?limit=200&cursor=${first.nextCursor}`)).json()
  expect([...first.items, ...next.items]).toEqual(whole)
  const viewer = await deployment.signIn('acme', 'viewer')
  await change({ requiringRoles: [], version: (await read()).version })
  expect(await read(viewer)).toMatchObject({ can: { edit: false, listPeople: false } })
  expect((await viewer.get('/settings/security/people')).statusCode).toBe(403)
  expect((await change({ requiringRoles: [], version: 3 }, viewer)).statusCode).toBe(403)
})
