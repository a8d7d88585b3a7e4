import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { type ConsoleSide, openConsole, type OperatorVisitor } from '#test/operators.ts'

const deployment = openDeployment()
let side: ConsoleSide
let operator: OperatorVisitor
let member: Visitor
beforeAll(async () => {
  side = await openConsole(deployment)
  operator = await side.enter('admin')
  member = await deployment.signIn('acme', 'owner')
})
afterAll(() => side.close())

const tokenOf = (cookie: string) => cookie.split('=')[1]!

describe('operators and members', () => {
  test('each have their own cookie, and neither is anything on the other side', async () => {
    expect((await operator.get('/session')).statusCode).toBe(200)
    expect((await member.get('/session')).statusCode).toBe(200)
    for (const cookie of [member.cookie!, `__Host-operator=${tokenOf(member.cookie!)}`]) {
      const answer = await side.visit(cookie).get('/session')
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'not_signed_in'])
    }
    for (const cookie of [operator.cookie, `__Host-tenantry=${tokenOf(operator.cookie)}`]) {
      for (const slug of ['acme', 'globex'] as const) {
        const answer = await deployment.visit(slug, cookie).get('/session')
        expect([answer.statusCode, answer.json().code]).toEqual([401, 'not_signed_in'])
      }
    }
  })

  test('are both who they are where a browser sends both cookies to one host name', async () => {
    const both = `${member.cookie}; ${operator.cookie}`
    expect((await side.visit(both).get('/session')).json().operator.id).toBe(operator.id)
    expect((await deployment.visit('acme', both).get('/session')).json().account.email).toBe(
      'owner@acme.test',
    )
  })
})

describe('the console answers', () => {
  const ask = (host: string, url: string, headers: Record<string, string> = {}) =>
    side.app.inject({
      url,
      headers: { host, cookie: operator.cookie, 'sec-fetch-site': 'same-origin', ...headers },
    })

  test('for its own host alone', async () => {
    expect((await ask('localhost:8081', '/api/session')).statusCode).toBe(200)
    const others = [
      'acme.localhost:8081',
      'acme.localhost',
      'santkrupa.example',
      'localhost.example',
      'localhost.',
    ]
    for (const host of others) {
      const answer = await ask(host, '/api/session')
      expect([host, answer.statusCode, answer.json().code]).toEqual([host, 404, 'unknown_route'])
    }
    const byNumber = await ask('127.0.0.1:8081', '/api/session')
    expect([byNumber.statusCode, byNumber.headers.location]).toEqual([302, 'http://localhost:8081/'])
  })

  test('at none of its inner addresses', async () => {
    for (const url of [
      '/-/owner/api/session',
      '/-/page',
      '//api/session',
      '/API/session',
      '/%61pi/session',
    ]) {
      expect([url, (await ask('localhost:8081', url)).statusCode]).toEqual([url, 404])
    }
  })

  test('balancers by whatever name they use', async () => {
    expect((await ask('10.0.0.7', '/healthz')).json()).toEqual({ status: 'ok' })
    expect((await ask('10.0.0.7', '/readyz')).json()).toEqual({ status: 'ready' })
  })

  test('nobody whom another site sent, the tenants’ port among them', async () => {
    const origin = 'http://localhost:8080'
    for (const headers of [
      { 'sec-fetch-site': 'same-site', origin },
      { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' },
    ]) {
      const answer = await operator.request({ method: 'DELETE', url: '/session', headers })
      expect([answer.statusCode, answer.json().code]).toEqual([403, 'cross_site'])
    }
    expect((await operator.get('/session')).statusCode).toBe(200)
  })
})

test('the console’s routes are nowhere on the tenants’ side', async () => {
  for (const { contract } of side.app.mounted) {
    const path = contract.url.replace(/:\w+/g, '0190a000-0000-7000-8000-000000000000')
    for (const [host, url] of [
      ['localhost:8080', `/owner/api${path}`],
      ['localhost:8080', `/-/owner/api${path}`],
      ['acme.localhost:8080', `/owner/api${path}`],
      ['acme.localhost:8080', `/-/owner/api${path}`],
    ] as const) {
      const answer = await deployment.app.inject({
        method: contract.method,
        url,
        headers: { host, cookie: operator.cookie, 'sec-fetch-site': 'same-origin' },
      })
      expect([url, host, answer.statusCode]).toEqual([url, host, 404])
    }
  }
})
