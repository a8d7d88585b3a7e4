import { beforeAll, expect, test } from 'vitest'
import type { AnyRoute } from '#contract/route.ts'
import { type StoredEvent, dataEventsOf } from './audit-events.ts'
import type { Visitor } from './deployment.ts'
import { openDeployment } from './open-deployment.ts'
import { texts } from '#platform/audit/web/actions.en.ts'
import { auditOf } from '#platform/audit/route-audit.ts'
import { noHealthReasons } from './no-health-reasons.ts'
import { samples } from './route-samples.ts'
import { askRoute } from './route-samples/ask-route.ts'

const deployment = openDeployment()
let owner: Visitor
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
})

const keyOf = ({ method, url }: AnyRoute) => `${method} ${url}`

/** A route as its sample asks it; what the sample itself does is over by then. */
async function ask(contract: AnyRoute) {
  const asked = await samples[keyOf(contract)]!(owner, deployment)
  return askRoute(owner, contract, asked)
}

test('every route with health data, of all that there are, leaves an event of its request', async () => {
  const withHealth = deployment.app.mounted
    .filter(({ appName, contract }) => appName === 'clinic' && contract.health)
    .map(({ contract }) => contract)
  expect(withHealth.length).toBeGreaterThan(10)
  const silent: string[] = []
  for (const contract of withHealth) {
    const answer = await ask(contract)
    expect(answer.statusCode, keyOf(contract)).toBeLessThan(300)
    const events = await dataEventsOf(deployment, 'acme')
    const requestId = answer.headers['x-request-id']
    if (!events.some((event) => event.request_id === requestId)) silent.push(keyOf(contract))
  }
  expect(silent).toEqual([])
})

test('a route that only a clinic has holds health data, or says why it does not', () => {
  const routesOf = (app: string) => deployment.app.mounted.filter(({ appName }) => appName === app)
  const ofShops = new Set(routesOf('store').map(({ contract }) => keyOf(contract)))
  const without = routesOf('clinic')
    .filter(({ contract }) => !contract.health && !ofShops.has(keyOf(contract)))
    .map(({ contract }) => keyOf(contract))
  expect(without.sort()).toEqual(Object.keys(noHealthReasons).sort())
})

test('what requests of tenants are remembered as has words that people understand', () => {
  const remembered = deployment.app.mounted
    .filter(
      ({ appName, contract: { method, health } }) => appName !== 'platform' && (method !== 'GET' || health),
    )
    .map(({ contract }) => auditOf(contract).action)
  const actions = new Set([...remembered, ...withoutRoute])
  expect([...actions].sort()).toEqual(Object.keys(texts).sort())
})

/** Acts that no request of a tenant's side is. */
const withoutRoute = ['customers.imported', 'imports.bundle', 'operator.enter', 'requests', 'tenants.create']

test('there are never more answers with health data than events committed before them', async () => {
  const answered: string[] = []
  let known: StoredEvent[] = []
  const read = async (round: number) => {
    const answer = await owner.get(`/patients?limit=${1 + (round % 5)}`)
    if (answer.statusCode === 200) answered.push(String(answer.headers['x-request-id']))
  }
  for (let wave = 0; wave < 5; wave++) {
    const under = Array.from({ length: 40 }, (_, round) => read(round))
    await Promise.race(under)
    // Taken while others are under way: whoever has his answer by now was written down before.
    const byNow = [...answered]
    known = await dataEventsOf(deployment, 'acme')
    const written = new Set(known.map((event) => event.request_id))
    expect(byNow.filter((id) => !written.has(id))).toEqual([])
    await Promise.all(under)
  }
  expect(answered).toHaveLength(200)
})
