import { beforeAll, describe, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'

const deployment = openDeployment()
let receptionist: Visitor
beforeAll(async () => {
  receptionist = await deployment.signIn('acme', 'receptionist')
})

/** As it arrives, with these headers and no others of that kind. */
const ask = (method: 'GET' | 'POST', headers: Record<string, string>) =>
  deployment.app.inject({
    method,
    url: '/clinic/acme/api/patients',
    headers: {
      host: 'localhost:8080',
      cookie: receptionist.cookie!,
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(method === 'POST' && { payload: JSON.stringify({ givenName: 'Ada', confirmedDuplicate: true }) }),
  })

describe('a change is accepted', () => {
  test.each<[name: string, headers: Record<string, string>]>([
    ['from the page itself', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8080' }],
    ['from a browser that says only where it is from', { origin: 'http://localhost:8080' }],
    ['from a page that does not say its address', { 'sec-fetch-site': 'same-origin' }],
  ])('%s', async (_name, headers) => {
    expect((await ask('POST', headers)).statusCode).toBe(201)
  })
})

describe('a change is refused', () => {
  test.each<[name: string, headers: Record<string, string>]>([
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['from a neighbour on a subdomain', { 'sec-fetch-site': 'same-site', origin: 'http://b.localhost:8080' }],
    ['typed by hand', { 'sec-fetch-site': 'none' }],
    ['with another origin alone', { origin: 'http://b.localhost:8080' }],
    ['with another port', { origin: 'http://localhost:9090' }],
    ['with no origin to speak of', { origin: 'null' }],
    ['with an origin that only begins alike', { origin: 'http://localhost:8080.evil.example' }],
    ['with an origin that is none', { origin: 'localhost:8080' }],
    ['that contradicts itself', { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }],
    ['from who says nothing', {}],
    ['from a form', { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' }],
  ])('%s', async (_name, headers) => {
    expect((await ask('POST', headers)).json()).toMatchObject({ status: 403, code: 'cross_site' })
  })
})

test('a refused change is judged before the session is looked at, and changes nothing', async () => {
  const list = async () => (await receptionist.get('/patients')).json().items.length
  const before = await list()
  await ask('POST', { 'sec-fetch-site': 'cross-site' })
  expect(await list()).toBe(before)
})

test('another site’s script cannot fetch, a link from there may lead here', async () => {
  const script = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
  expect((await ask('GET', script)).statusCode).toBe(403)
  expect((await ask('GET', { ...script, 'sec-fetch-site': 'same-site' })).statusCode).toBe(403)
  expect((await ask('GET', link)).statusCode).toBe(200)
  expect((await ask('GET', {})).statusCode).toBe(200)
})

test('no answer lets another origin read it', async () => {
  for (const origin of ['https://evil.example', 'null', 'http://b.localhost:8080']) {
    const answer = await ask('GET', { origin })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin')
    expect(answer.headers['cache-control']).toBe('no-store')
  }
})
