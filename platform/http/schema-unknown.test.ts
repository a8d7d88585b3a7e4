import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Deployment, startDeployment, type Visitor } from '#test/deployment.ts'

let deployment: Deployment
let atSolo: Visitor
let atAcme: Visitor
beforeAll(async () => {
  deployment = await startDeployment()
  atSolo = await deployment.signIn('solo', 'doctor')
  atAcme = await deployment.signIn('acme', 'doctor')
})
afterAll(() => deployment.close())

/** What the ledger says that the silo has reached, as a migration of another release leaves it. */
async function record(schema: string) {
  const { placement } = deployment.tenant('solo')
  const control = new pg.Client({ connectionString: deployment.adminUrl })
  await control.connect()
  await control.query('update control.databases set schema = $1 where id = $2', [
    schema,
    placement.databaseId,
  ])
  await control.end()
}

test('a clinic whose database is of another release is refused with the reason, the others are served', async () => {
  const known = deployment.tenant('solo').placement.schema
  const reached = JSON.parse(known)
  const [number] = String(reached.clinic[0]).split(':')
  await record(JSON.stringify({ ...reached, clinic: [`${Number(number) + 1}:0123456789ab`] }))

  const answer = () => atSolo.get('/patients')
  await expect.poll(async () => (await answer()).statusCode, { timeout: 20_000, interval: 5 }).toBe(503)
  const refused = await answer()
  expect(refused.json()).toMatchObject({
    code: 'schema_unknown',
    detail: `its database is newer than this release: clinic has reached ${Number(number) + 1}, ${number} is known here`,
  })
  expect(refused.headers['retry-after']).toBe('1')
  expect((await atAcme.get('/patients')).statusCode).toBe(200)

  await record(known)
  await expect.poll(async () => (await answer()).statusCode, { timeout: 20_000, interval: 5 }).toBe(200)
})
