import { newId, openTenancy, type Tenancy } from '@tenantry/tenancy'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { masterKey } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { byPostgres, byRedis, type Carrying, type EventLine, openEventLine } from './event-line.ts'
import { post } from './outbox.ts'

const redisUrl = process.env.REDIS_TEST_URL
if (!redisUrl) process.stderr.write('Redis: not tested, REDIS_TEST_URL names none\n')

const deployment = openDeployment()
/** What another process would have open. */
let other: Tenancy
const lines: EventLine[] = []
const errors: unknown[] = []

beforeAll(async () => {
  other = await openTenancy({ databaseUrl: deployment.databaseUrl, masterKey })
})
afterEach(async () => {
  for (const line of lines.splice(0)) await line.close()
  expect(errors.splice(0)).toEqual([])
})
afterAll(() => other?.close())

const open = async (tenancy: Tenancy, carrying: Carrying) => {
  const line = await openEventLine(tenancy, carrying, (error) => void errors.push(error))
  lines.push(line)
  const heard: string[] = []
  line.onNews((place) => void heard.push(place))
  return heard
}
const actor = { kind: 'system', name: 'test' } as const
const happen = (tenancy: Tenancy, slug: 'acme' | 'globex') =>
  tenancy
    .tables()
    .run(deployment.tenant(slug), actor, (tx) => post(tx, { kind: 'patient.changed', entityId: newId() }))

describe.each([
  ['the control database', () => byPostgres, true],
  ['Redis', () => () => byRedis(redisUrl!, (error) => void errors.push(error)), redisUrl !== undefined],
] as const)('by %s', (_name, carryingOf, isThere) => {
  test.runIf(isThere)(
    'another process hears where something has happened, and whoever did it hears once',
    async () => {
      const carrying = carryingOf()
      const here = await open(deployment.tenancy, carrying(deployment.tenancy))
      const there = await open(other, carrying(other))
      await happen(deployment.tenancy, 'acme')
      const { id } = deployment.tenant('acme')
      await vi.waitUntil(() => there.includes(id), { timeout: 20_000 })
      await happen(other, 'globex')
      await vi.waitUntil(() => here.includes(deployment.tenant('globex').id), { timeout: 20_000 })
      expect(here.filter((place) => place === id)).toHaveLength(1)
    },
  )
})

test('a Redis that is not there is gone on without', async () => {
  const away: unknown[] = []
  const carrying = byRedis('redis://127.0.0.1:1', (error) => void away.push(error))
  const line = await openEventLine(deployment.tenancy, carrying, (error) => void away.push(error))
  const heard: string[] = []
  line.onNews((place) => void heard.push(place))
  await happen(deployment.tenancy, 'acme')
  expect(heard).toEqual([deployment.tenant('acme').id])
  await line.close()
  expect(away.length).toBeGreaterThan(0)
})
