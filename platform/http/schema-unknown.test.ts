import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'

const deployment = openDeployment()
let atSolo: Visitor
let atAcme: Visitor
beforeAll(async () => {
  atSolo = await deployment.signIn('solo', 'doctor')
  atAcme = await deployment.signIn('acme', 'doctor')
})

/** What the ledger says that the silo has reached, as a migration of another release leaves it. */
async function record(schema: string) {
  const { placement } = deployment.tenant('solo')
  await deployment.admin.query('update control.databases set schema = $1 where id = $2', [
    schema,
    placement.databaseId,
  ])
}

/** The silo's schema as this release knows it, and one that has reached another number of the clinic's migrations. */
function schemasOf() {
  const known = deployment.tenant('solo').placement.schema
  const reached = JSON.parse(known)
  const number = Number.parseInt(reached.clinic[0], 10)
  const at = (other: number) => JSON.stringify({ ...reached, clinic: [`${other}:0123456789ab`] })
  return { known, number, at }
}

test.for([
  { than: 'newer', by: 1, andHere: 'is known here' },
  { than: 'older', by: -1, andHere: 'is needed' },
])(
  'a clinic whose database is $than is refused with the reason, and the others are served',
  async ({ than, by, andHere }) => {
    const { known, number, at } = schemasOf()
    await record(at(number + by))

    const answer = () => atSolo.get('/patients')
    await expect.poll(async () => (await answer()).statusCode, { timeout: 20_000, interval: 5 }).toBe(503)
    const refused = await answer()
    expect(refused.json()).toMatchObject({
      code: 'schema_unknown',
      detail: `its database is ${than} than this release: clinic has reached ${number + by}, ${number} ${andHere}`,
    })
    expect(refused.headers['retry-after']).toBe('1')
    const someone = { givenName: 'Asha', familyName: than, confirmedDuplicate: true }
    expect((await atSolo.post('/patients', someone)).json()).toMatchObject({
      status: 503,
      code: 'schema_unknown',
    })
    expect((await atAcme.get('/patients')).statusCode).toBe(200)
    expect((await atAcme.post('/patients', someone)).statusCode).toBe(201)

    await record(known)
    await expect.poll(async () => (await answer()).statusCode, { timeout: 20_000, interval: 5 }).toBe(200)
    expect((await answer()).json().items).toEqual([])
  },
)
