import { expect, test } from 'vitest'
import { Type } from 'typebox'
import { makeCall, Problem } from './call.ts'
import { idOf, Version } from './formats.ts'
import { Nothing, route, strictObject } from './route.ts'

const ThingId = idOf('thing')
const listThings = route({
  method: 'GET',
  url: '/things',
  permission: 'thing.read',
  health: false,
  query: strictObject({
    q: Type.Optional(Type.String()),
    tags: Type.Optional(Type.Array(Type.String())),
    limit: Type.Optional(Type.Integer()),
  }),
  reply: strictObject({ items: Type.Array(Type.String()) }),
})
const makeThing = route({
  method: 'POST',
  url: '/things',
  permission: 'thing.write',
  health: false,
  creates: true,
  body: strictObject({ name: Type.String() }),
  reply: strictObject({ id: ThingId, version: Version }),
})
const renameThing = route({
  method: 'PATCH',
  url: '/things/:thingId',
  permission: 'thing.write',
  health: false,
  ifMatch: true,
  params: strictObject({ thingId: ThingId }),
  body: strictObject({ name: Type.String() }),
  reply: Nothing,
})
const sendThing = route({
  method: 'PUT',
  url: '/things/:thingId/content',
  permission: 'thing.write',
  health: false,
  params: strictObject({ thingId: ThingId }),
  raw: { contentTypes: ['application/zip'], maxBytes: 10 },
  reply: Nothing,
})

/** A server that remembers what it was asked and answers as it was told. */
function answering(status: number, body?: unknown, headers: Record<string, string> = {}) {
  const asked: { url: string; init: RequestInit; headers: Record<string, string> }[] = []
  const call = makeCall('/clinic/acme', async (url, init) => {
    asked.push({ url, init, headers: init.headers as Record<string, string> })
    return new Response(body === undefined ? null : JSON.stringify(body), { status, headers })
  })
  return { call, asked }
}

test('a query holds what is there and no more', async () => {
  const { call, asked } = answering(200, { items: ['one'] })
  const query = { q: 'a&b=ü', tags: ['x', 'y'], limit: undefined as never }
  expect(await call(listThings, { query })).toEqual({ items: ['one'] })
  expect(asked[0]!.url).toBe('/clinic/acme/api/things?q=a%26b%3D%C3%BC&tags=x&tags=y')
  expect(asked[0]!.headers).toEqual({ accept: 'application/json' })
  await call(listThings, { query: {} })
  expect(asked[1]!.url).toBe('/clinic/acme/api/things')
})

test('a part of a path cannot leave it', async () => {
  const { call } = answering(200)
  expect(call.url(renameThing, { params: { thingId: '../session?x#y' } })).toBe(
    '/clinic/acme/api/things/..%2Fsession%3Fx%23y',
  )
})

test('every creation has a key of its own, and a retry the one it was given', async () => {
  const { call, asked } = answering(201, { id: 'x', version: 1 })
  await call(makeThing, { body: { name: 'n' } })
  await call(makeThing, { body: { name: 'n' } })
  await call(makeThing, { body: { name: 'n' } }, { idempotencyKey: 'mine' })
  const keys = asked.map(({ headers }) => headers['idempotency-key'])
  expect(new Set(keys).size).toBe(3)
  expect(keys[2]).toBe('mine')
  expect(asked[0]!.init.body).toBe('{"name":"n"}')
  expect(asked[0]!.headers['content-type']).toBe('application/json')
})

test('a version is sent as a condition, and an empty answer is nothing', async () => {
  const { call, asked } = answering(204)
  const left: void = await call(renameThing, { params: { thingId: 'x' }, body: { name: 'n' }, version: 3 })
  expect(left).toBeUndefined()
  expect(asked[0]!.headers['if-match']).toBe('"3"')
})

test('a file is sent as it is, under its own type', async () => {
  const { call, asked } = answering(204)
  const upload = new Blob(['PK'], { type: 'application/zip' })
  await call(sendThing, { params: { thingId: 'x' }, upload })
  expect(asked[0]!.init.body).toBe(upload)
  expect(asked[0]!.headers['content-type']).toBe('application/zip')
})

test('a refusal is thrown with all it says', async () => {
  const problem = { code: 'invalid_input', status: 400, title: 'Bad Request', field: 'name', requestId: 'r' }
  const { call } = answering(400, problem, { 'retry-after': '7' })
  const refused = await call(listThings, { query: {} }).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Problem)
  expect(refused).toMatchObject({
    code: 'invalid_input',
    status: 400,
    field: 'name',
    requestId: 'r',
    retryAfter: 7,
  })
})

test('an answer that is none of ours is an inner fault, and no answer is unreachable', async () => {
  const gateway = makeCall('', async () => new Response('<h1>Bad gateway</h1>', { status: 502 }))
  await expect(gateway(listThings, { query: {} })).rejects.toMatchObject({ code: 'internal', status: 502 })
  const cut = makeCall('', () => Promise.reject(new TypeError('fetch failed')))
  await expect(cut(listThings, { query: {} })).rejects.toMatchObject({ code: 'unreachable', status: 0 })
})

test('a call that was given up is no problem', async () => {
  const gone = new AbortController()
  const call = makeCall('', (_url, { signal }) => {
    gone.abort()
    return Promise.reject(signal!.reason as Error)
  })
  await expect(call(listThings, { query: {} }, { signal: gone.signal })).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  )
})
