import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Deployment, startDeployment } from '#test/deployment.ts'
import { Seats } from './seats.ts'

let deployment: Deployment
const open: Seats[] = []
beforeAll(async () => {
  deployment = await startDeployment()
})
afterEach(async () => {
  for (const seats of open.splice(0)) await seats.close()
})
afterAll(() => deployment?.close())

/** What one process takes its seats from. */
const process = (perTenant: number) => {
  const seats = new Seats(deployment.tenancy.control<unknown>(), perTenant)
  open.push(seats)
  return seats
}
const takeAtOnce = async (seats: Seats, tenantId: string, count: number) => {
  const taken = await Promise.all(Array.from({ length: count }, () => seats.take(tenantId)))
  return taken.filter(Boolean).length
}

test('all processes together never have more streams of a tenant than its own, and nobody else has fewer', async () => {
  const [here, there] = [process(120), process(120)]
  const [acme, globex] = [deployment.tenant('acme').id, deployment.tenant('globex').id]
  const [a, b] = await Promise.all([takeAtOnce(here, acme, 90), takeAtOnce(there, acme, 90)])
  expect(a + b).toBe(120)
  expect([await here.take(acme), await there.take(acme)]).toEqual([false, false])
  expect([await here.take(globex), await there.take(globex)]).toEqual([true, true])
})

test('a seat that is left is there for the other process once this one has said so', async () => {
  const [here, there] = [process(3), process(3)]
  const { id } = deployment.tenant('acme')
  expect(await takeAtOnce(here, id, 4)).toBe(3)
  here.leave(id)
  expect(await there.take(id)).toBe(false)
  await here.keep()
  expect([await there.take(id), await there.take(id), await here.take(id)]).toEqual([true, false, false])
})

test('the seats of a process that is gone are free again, and those of one that stops at once', async () => {
  const [gone, stopping, next] = [process(4), process(4), process(4)]
  const { id } = deployment.tenant('acme')
  expect([await takeAtOnce(gone, id, 2), await takeAtOnce(stopping, id, 2)]).toEqual([2, 2])
  expect(await next.take(id)).toBe(false)
  await stopping.close()
  expect(await takeAtOnce(next, id, 4)).toBe(2)
  const client = new pg.Client({ connectionString: deployment.adminUrl })
  await client.connect()
  await client.query(
    `update control.stream_seats set seen_at = now() - interval '1 minute' where tenant_id = $1`,
    [id],
  )
  await client.end()
  await next.keep()
  expect(await takeAtOnce(next, id, 4)).toBe(2)
})
