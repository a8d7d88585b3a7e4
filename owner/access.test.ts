import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AnyRoute } from '#contract/route.ts'
import { type ConsoleSide, type ConsoleVisitor, openConsole, type OperatorVisitor } from '#test/operators.ts'
import { type Asked, ownerSamples } from '#test/owner-samples.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { type OperatorRole, operatorRoles } from './roles.ts'

const deployment = openDeployment()
let side: ConsoleSide
let admin: OperatorVisitor
beforeAll(async () => {
  side = await openConsole(deployment)
  admin = await side.enter('admin')
})
afterAll(() => side.close())

const roles = Object.entries(operatorRoles) as [OperatorRole, readonly string[]][]
const keyOf = ({ method, url }: AnyRoute) => `${method} ${url}`
const routes = () => side.app.mounted.map(({ contract }) => contract)
const closed = () => routes().filter(({ permission }) => permission !== 'public')
const mayAsk = ({ permission }: AnyRoute, permissions: readonly string[]) =>
  permission === 'public' || permission === 'operator' || permissions.includes(permission)
const sampleOf = (contract: AnyRoute, by: OperatorVisitor) =>
  ownerSamples[keyOf(contract)]!({ by, deployment, side })

function ask(visitor: ConsoleVisitor, contract: AnyRoute, { params = {}, query, body }: Asked) {
  const path = contract.url.replace(/:(\w+)/g, (_, name: string) => params[name] ?? randomUUID())
  return visitor.request({
    method: contract.method,
    url: query ? `${path}?${new URLSearchParams(query)}` : path,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    }),
  })
}

test('every route has a sample, and every sample a route', () => {
  expect(routes().map(keyOf).sort()).toEqual(Object.keys(ownerSamples).sort())
})

// Written anew with `npx vitest run owner/access.test.ts -u`; whoever reviews a change reads it.
test('which operator may do what is the committed table', async () => {
  const lines = routes().map((contract) => {
    const { permission } = contract
    const names = roles.filter(([, permissions]) => mayAsk(contract, permissions)).map(([role]) => role)
    const who =
      permission === 'public' ? 'everybody' : permission === 'operator' ? 'every operator' : names.join(', ')
    return `${keyOf(contract)}  ${permission}  ${who}`
  })
  await expect(`${lines.sort().join('\n')}\n`).toMatchFileSnapshot('access-matrix.txt')
})

test('no route of the console shows health data', () => {
  expect(routes().filter(({ health }) => health)).toEqual([])
})

test('the console keeps out whoever is nobody, and every member', async () => {
  const member = await deployment.signIn('acme', 'owner')
  for (const contract of closed()) {
    const asked = await sampleOf(contract, admin)
    for (const cookie of [undefined, member.cookie, `__Host-operator=${'A'.repeat(43)}`]) {
      const answer = await ask(side.visit(cookie), contract, asked)
      expect([keyOf(contract), answer.statusCode, answer.json().code]).toEqual([
        keyOf(contract),
        401,
        'not_signed_in',
      ])
    }
  }
})

test('an operator whose role does not allow it learns nothing from any id', async () => {
  for (const [role, permissions] of roles) {
    const operator = await side.enter(role)
    for (const contract of closed().filter((each) => !mayAsk(each, permissions))) {
      const asked = await sampleOf(contract, admin)
      const nothing = Object.fromEntries(Object.keys(asked.params ?? {}).map((name) => [name, randomUUID()]))
      for (const each of [asked, { ...asked, params: nothing }]) {
        const answer = await ask(operator, contract, each)
        const told = [role, keyOf(contract), answer.statusCode, answer.json().code]
        expect(told).toEqual([role, keyOf(contract), 403, 'forbidden'])
      }
    }
  }
})

test('an operator whose role allows it is let in', async () => {
  for (const [role, permissions] of roles) {
    for (const contract of closed().filter((each) => mayAsk(each, permissions))) {
      // Somebody new each time: some routes use up whoever asks.
      const operator = await side.enter(role)
      const answer = await ask(operator, contract, await sampleOf(contract, operator))
      const refused = /^(forbidden|not_signed_in|second_factor_required|invalid_input|internal)$/
      const code = answer.statusCode < 400 ? 'done' : answer.json().code
      expect([role, keyOf(contract), code]).toEqual([
        role,
        keyOf(contract),
        expect.not.stringMatching(refused),
      ])
    }
  }
})

test('what is no id, or no field, is refused as everywhere', async () => {
  for (const contract of closed()) {
    const asked = await sampleOf(contract, admin)
    if (asked.params) {
      const broken = Object.fromEntries(Object.keys(asked.params).map((name) => [name, "1' or '1"]))
      const answer = await ask(admin, contract, { ...asked, params: broken })
      expect([keyOf(contract), answer.statusCode, answer.json().code]).toEqual([
        keyOf(contract),
        404,
        'not_found',
      ])
    }
    if (asked.body) {
      const answer = await ask(admin, contract, { ...asked, body: { ...asked.body, role_: 'admin' } })
      expect([keyOf(contract), answer.statusCode, answer.json().field]).toEqual([
        keyOf(contract),
        400,
        'role_',
      ])
    }
  }
})
