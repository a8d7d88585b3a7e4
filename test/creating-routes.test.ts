import { randomUUID } from 'node:crypto'
import { newId } from '@tenantry/tenancy'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AnyRoute } from '#contract/route.ts'
import { listTables } from './any-row.ts'
import { password } from './deployment.ts'
import { openDeployment } from './open-deployment.ts'
import { connectTo } from './past-the-fence.ts'
import { type ConsoleSide, openConsole } from './operators.ts'
import { ownerSamples } from './owner-samples.ts'
import { samples } from './route-samples.ts'

const deployment = openDeployment()
let side: ConsoleSide
let control: pg.Client
const rows = new Map<string, pg.Client>()
beforeAll(async () => {
  side = await openConsole(deployment)
  control = await connectTo(deployment.adminUrl)
  for (const slug of ['acme', 'solo', 'shop'] as const) {
    const { database } = deployment.tenant(slug).placement
    rows.set(slug, await connectTo(deployment.adminUrl, { database, role: 'tenantry_maintenance' }))
  }
})
afterAll(async () => {
  for (const client of [control, ...rows.values()]) await client.end()
  await side.close()
})

const keyOf = ({ method, url }: AnyRoute) => `${method} ${url}`

/** An address that ends in a plural is one that things are added to, unless it is one of these. */
const noAddition: Record<string, string> = {
  'POST /account/passkeys': 'its challenge is signed once: sent again it is refused',
  'POST /account/recovery-codes': 'takes the place of the codes before',
  'POST /recovery-codes': 'takes the place of the codes before',
  'POST /customers/:subjectId/files/:fileId/links': 'signs an address, and keeps nothing',
  'POST /patients/:subjectId/files/:fileId/links': 'signs an address, and keeps nothing',
  'POST /password-links': 'asks for a mail, and answers alike whether one is sent',
  'POST /tokens': 'signs in',
}
const isAddition = ({ method, url, body }: AnyRoute) =>
  method === 'POST' && /\/[a-z-]+s$/.test(url) && !bringsItsId(body)

/** Where the sender makes the id, asking again is asking once. */
function bringsItsId(body: unknown) {
  const { id } = (body as { properties?: Record<string, { title?: string }> } | undefined)?.properties ?? {}
  return id?.title?.startsWith('new id of ') === true
}

test('every route that adds something honours a key, or says why it need not', () => {
  const routes = [...deployment.app.mounted, ...side.app.mounted].map(({ contract }) => contract)
  const additions = [
    ...new Set(
      routes
        .filter(isAddition)
        .filter(({ creates }) => !creates)
        .map(keyOf),
    ),
  ]
  expect(additions.sort()).toEqual(Object.keys(noAddition).sort())
  expect(routes.filter(({ creates, method }) => creates && method !== 'POST')).toEqual([])
})

/** What keeps its own books of being asked: the audit, the keys themselves, what the relay notes. */
const aside = /\.(audit_|idempotency_keys|outbox_sources|sessions$|operator_sessions$|factors$)/

/** How many rows there are, table by table. */
async function countIn(clients: pg.Client[]) {
  const counts: Record<string, number> = {}
  for (const client of clients) {
    for (const { name } of await listTables(client)) {
      if (aside.test(name) || name.startsWith('graphile_worker.') || name.startsWith('fence.')) continue
      const { rows: counted } = await client.query(`select count(*)::int as n from ${name}`)
      counts[name] = (counts[name] ?? 0) + counted[0].n
    }
  }
  return counts
}

interface Sent {
  statusCode: number
  body: string
}

/** Twice with one key, and once with the same key and something else. */
async function expectOneEffect(
  clients: pg.Client[],
  send: (key: string, body: object | undefined) => Promise<Sent>,
  body: object | undefined,
) {
  const key = randomUUID()
  const before = await countIn(clients)
  const first = await send(key, body)
  expect(first.statusCode, first.body).toBe(201)
  const after = await countIn(clients)
  expect(after).not.toEqual(before)
  const second = await send(key, body)
  expect([second.statusCode, second.body]).toEqual([201, first.body])
  expect(await countIn(clients)).toEqual(after)
  if (!body) return
  const other = await send(key, otherThan(body))
  expect([other.statusCode, JSON.parse(other.body).code], other.body).toEqual([422, 'idempotency_key_reused'])
  expect(await countIn(clients)).toEqual(after)
  const fresh = await send(randomUUID(), withNewIds(otherThan(body)))
  expect(JSON.parse(fresh.body).code).not.toBe('idempotency_key_reused')
}

/** The same with other words somewhere, which the contract takes as well. */
function otherThan(body: object): object {
  const entries = Object.entries(body)
  const free = entries.find(([name, value]) => /name$|^reason$/i.test(name) && typeof value === 'string')
  if (free) return { ...body, [free[0]]: `Other ${String(free[1])}` }
  const phone = entries.find(([name, value]) => name === 'phone' && typeof value === 'string')
  if (phone)
    return { ...body, phone: String(phone[1]).replace(/.$/, (last) => String((Number(last) + 1) % 10)) }
  const ids = entries.find(([listName]) => listName.endsWith('Ids'))
  if (ids) return { ...body, [ids[0]]: [...(ids[1] as string[]), newId()] }
  const [name, value] = entries.find(([, each]) => typeof each === 'number') ?? []
  if (name === undefined) throw new Error(`Nothing to change in ${JSON.stringify(body)}`)
  return { ...body, [name]: Number(value) + 1 }
}

/** What the sender makes ids of, here or further in, under ids of its own. */
function withNewIds(body: object): object {
  const renewed = Object.entries(body).map(([name, value]) => {
    if (name === 'id') return [name, newId()]
    return [name, value?.constructor === Object ? withNewIds(value) : value]
  })
  return Object.fromEntries(renewed)
}

describe.each(['acme', 'solo', 'shop'] as const)('at %s', (slug) => {
  test('a creating request that is sent twice has one effect', async () => {
    const { app } = deployment.tenant(slug)
    const owner = await deployment.signIn(slug, 'owner')
    const clients = [control, ...(control.database === rows.get(slug)!.database ? [] : [rows.get(slug)!])]
    const creating = deployment.app.mounted.filter(
      ({ appName, contract }) => appName === app && contract.creates,
    )
    expect(creating.length).toBeGreaterThan(3)
    for (const { contract } of creating) {
      const asked = await samples[keyOf(contract)]!(owner, deployment)
      const url = contract.url.replace(/:(\w+)/g, (_, name: string) => asked.params![name]!)
      const send = (key: string, body: object | undefined) =>
        body
          ? owner.post(url, body, { 'idempotency-key': key })
          : owner.request({ method: 'POST', url, headers: { 'idempotency-key': key } })
      await expectOneEffect(clients, send, asked.body as object | undefined)
    }
  })
})

test('on the platform’s own host, too', async () => {
  const body = {
    app: 'clinic',
    slug: 'asked-twice',
    name: 'Asked twice',
    owner: { name: 'Ada', email: 'twice@example.org', password: 'grey otters walk at night' },
  }
  const send = (key: string, asked: object | undefined) =>
    deployment.app.inject({
      method: 'POST',
      url: '/api/registrations',
      headers: {
        host: 'localhost:8080',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      payload: JSON.stringify(asked),
    })
  await expectOneEffect([control], send, body)
})

test('and in the operators’ console', async () => {
  const admin = await side.enter('admin')
  const bodies: Record<string, object> = {
    'POST /tenants': {
      app: 'clinic',
      slug: 'made-twice',
      name: 'Made twice',
      plan: 'trial',
      placement: 'pool',
      owner: { name: 'Ada', email: 'made-twice@example.org' },
    },
  }
  for (const { contract } of side.app.mounted.filter((each) => each.contract.creates)) {
    const asked = await ownerSamples[keyOf(contract)]!({ by: admin, deployment, side })
    const send = (key: string, body: object | undefined) =>
      admin.post(contract.url, body, { 'idempotency-key': key })
    await expectOneEffect([control], send, bodies[keyOf(contract)] ?? asked.body!)
  }
})

describe('an answer with a secret in it', () => {
  const person = () => ({ email: `${randomUUID()}@example.org`, name: 'Grace', roles: ['viewer'] })

  test('is kept sealed, and the same twice though its requests come together', async () => {
    const owner = await deployment.signIn('acme', 'owner')
    const body = person()
    const key = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => owner.post('/members', body, { 'idempotency-key': key })),
    )
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
    expect(answers[0]!.statusCode, answers[0]!.body).toBe(201)
    const { temporaryPassword } = answers[0]!.json()
    const { rows: kept } = await control.query(
      `select owner, encode(key_hash, 'escape') as key_hash, encode(reply, 'escape') as reply
         from control.idempotency_keys`,
    )
    expect(JSON.stringify(kept)).not.toContain(temporaryPassword)
    expect(JSON.stringify(kept)).not.toContain(body.email)
    expect(JSON.stringify(kept)).not.toContain(key)
    const signedIn = await deployment
      .visit('acme')
      .post('/session', { email: body.email, password: temporaryPassword })
    expect(signedIn.statusCode, signedIn.body).toBe(200)
  })

  test('is one of many requests at once, where nothing else would keep the second from its effect', async () => {
    const owner = await deployment.signIn('acme', 'owner')
    const headers = { 'idempotency-key': randomUUID() }
    const body = { name: 'Twins', scopes: ['audit.read'], days: 30, password }
    const answers = await Promise.all(Array.from({ length: 6 }, () => owner.post('/api-keys', body, headers)))
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
    const { items } = (await owner.get('/api-keys')).json()
    expect(items.filter(({ name }: { name: string }) => name === 'Twins')).toHaveLength(1)
  })

  test('is told to nobody else who comes with the key', async () => {
    const [one, other] = [
      await deployment.signIn('acme', 'owner'),
      await deployment.signIn('globex', 'owner'),
    ]
    const headers = { 'idempotency-key': randomUUID() }
    const body = person()
    const mine = await one.post('/invitations', body, headers)
    const theirs = await other.post('/invitations', body, headers)
    expect([mine.statusCode, theirs.statusCode]).toEqual([201, 201])
    expect(theirs.json().link).not.toBe(mine.json().link)
  })

  test('is free again after a day, and leaves nothing behind', async () => {
    const owner = await deployment.signIn('acme', 'owner')
    const headers = { 'idempotency-key': randomUUID() }
    const body = { name: 'Laboratory', scopes: ['audit.read'], days: 30, password }
    const first = await owner.post('/api-keys', body, headers)
    await control.query(`update control.idempotency_keys set created_at = now() - interval '25 hours'`)
    const next = await owner.post('/api-keys', body, headers)
    expect([first.statusCode, next.statusCode]).toEqual([201, 201])
    expect(next.json().key).not.toBe(first.json().key)
    await control.query(`update control.idempotency_keys set created_at = now() - interval '25 hours'`)
    for (let i = 0; i < 3; i++) await owner.post('/api-keys', body, { 'idempotency-key': randomUUID() })
    const { rows: left } = await control.query('select count(*)::int as n from control.idempotency_keys')
    expect(left[0].n).toBe(3)
  })

  test('is not kept where the request was refused', async () => {
    const owner = await deployment.signIn('acme', 'owner')
    const headers = { 'idempotency-key': randomUUID() }
    const body = { name: 'Laboratory', scopes: ['audit.read'], days: 30, password: 'a guess' }
    expect((await owner.post('/api-keys', body, headers)).json()).toMatchObject({ code: 'wrong_password' })
    expect((await owner.post('/api-keys', { ...body, password }, headers)).statusCode).toBe(201)
  })
})
