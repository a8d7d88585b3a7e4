import type { InjectOptions } from 'fastify'
import { describe, expect, test } from 'vitest'
import { startDeployment } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'

const deployment = openDeployment()

const ask = (host: string, url: string, options: InjectOptions = {}) =>
  deployment.app.inject({ url, headers: { host }, ...options })

const own = async (host: string, url: string) => (await ask(host, url)).json()

const admin = (sql: string, values: unknown[] = []) => deployment.admin.query(sql, values)

/** The directory is told of a change by notification; asks until it has heard. */
async function heard(condition: () => boolean) {
  await expect.poll(condition, { timeout: 20_000, interval: 5 }).toBe(true)
}

describe('a tenant is found by', () => {
  test.each([
    ['its path', 'localhost', '/clinic/acme/api/tenant', 'acme'],
    ['its path, with a port', 'localhost:8080', '/clinic/acme/api/tenant', 'acme'],
    ['its path, whatever the case of the host', 'LOCALHOST', '/clinic/acme/api/tenant', 'acme'],
    ['its path, for a store', 'localhost', '/store/shop/api/tenant', 'shop'],
    ['its subdomain', 'globex.localhost:8080', '/api/tenant', 'globex'],
    ['its subdomain, for a silo', 'solo.localhost', '/api/tenant', 'solo'],
  ])('%s', async (_name, host, url, slug) => {
    expect(await own(host, url)).toMatchObject({ slug })
  })

  test('its own domain, once it is verified', async () => {
    const { id } = deployment.tenant('acme')
    await admin('insert into control.domains (host, tenant_id) values ($1, $2)', ['care.example.org', id])
    await admin('insert into control.domains (host, tenant_id, verified_at) values ($1, $2, now())', [
      'acme.example.org',
      id,
    ])
    await heard(() => deployment.tenancy.directory.byHost('acme.example.org') !== undefined)
    expect(await own('acme.example.org', '/api/tenant')).toMatchObject({ slug: 'acme' })
    expect(await own('care.example.org', '/api/tenant')).toMatchObject({ code: 'unknown_tenant' })
  })

  test('?tenant=, which leads to its path', async () => {
    const answer = await ask('localhost', '/?tenant=shop')
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/store/shop/'])
  })
})

test('a browser that came by number is sent to the name, and only a browser', async () => {
  const answer = await ask('127.0.0.1:8080', '/clinic/acme/patients?q=x')
  expect([answer.statusCode, answer.headers.location]).toEqual([
    302,
    'http://localhost:8080/clinic/acme/patients?q=x',
  ])
  expect((await ask('127.0.0.1:8080', '/clinic/acme/api/session', { method: 'POST' })).statusCode).toBe(404)
  expect((await ask('[::1]:8080', '/')).headers.location).toBe('http://localhost:8080/')
})

test('anybody learns a tenant’s name and looks, and nothing more', async () => {
  expect(await own('localhost', '/clinic/acme/api/tenant')).toEqual({
    name: 'Acme Clinic',
    app: 'clinic',
    slug: 'acme',
    branding: { accent: '#1864ab', logoUrl: null },
    locale: 'en-IN',
    signInWays: ['password', 'passkey'],
  })
})

describe('nobody is at', () => {
  test.each([
    ['an unknown path', 'localhost', '/clinic/nobody/api/tenant'],
    ['the word of another app', 'localhost', '/store/acme/api/tenant'],
    ['a word that is no app', 'localhost', '/hotel/acme/api/tenant'],
    ['another case of the path', 'localhost', '/clinic/Acme/api/tenant'],
    ['an escaped path', 'localhost', '/clinic/%61cme/api/tenant'],
    ['the inner name of the API', 'localhost', '/-/clinic/api/tenant'],
    ['an unknown subdomain', 'nobody.localhost', '/api/tenant'],
    ['a subdomain of a subdomain', 'www.acme.localhost', '/api/tenant'],
    ['a subdomain of nothing', '.localhost', '/api/tenant'],
    ['an unknown host', 'example.com', '/clinic/acme/api/tenant'],
    ['a host that only ends alike', 'evil-localhost', '/clinic/acme/api/tenant'],
    ['a host with a dot at its end', 'acme.localhost.', '/api/tenant'],
    ['a host with a name in front', 'localhost@example.com', '/clinic/acme/api/tenant'],
    ['?tenant= of nobody', 'localhost', '/?tenant=nobody'],
    ['?tenant= elsewhere', 'localhost', '/api/tenant?tenant=acme'],
  ])('%s', async (_name, host, url) => {
    const answer = await ask(host, url)
    expect(answer.statusCode).toBe(404)
    expect(['unknown_tenant', 'unknown_route']).toContain(answer.json().code)
  })
})

test.each(['/clinic/Acme/', '/clinic/%61cme/', '/store/ACME/api/tenant', '/clinic/no body'])(
  '%s names a tenant that is not there, and no page of the platform',
  async (url) => {
    expect(await own('localhost', url)).toMatchObject({ status: 404, code: 'unknown_tenant' })
  },
)

test('a tenant’s own host does not lead to another tenant', async () => {
  const answer = await ask('acme.localhost', '/clinic/globex/api/tenant')
  expect(answer.statusCode).toBe(404)
})

test('what a header or a query says about the tenant is not listened to', async () => {
  const answer = await deployment.app.inject({
    url: '/clinic/acme/api/tenant',
    headers: {
      host: 'localhost',
      'x-forwarded-host': 'globex.localhost',
      'x-tenant': 'globex',
      'x-original-url': '/clinic/globex/api/tenant',
      forwarded: 'host=globex.localhost',
    },
  })
  expect(answer.json()).toMatchObject({ slug: 'acme' })
})

test('a tenant that is being made or is closed is not there', async () => {
  for (const status of ['pending', 'closed']) {
    await admin(`update control.tenants set status = $1 where slug = 'solo'`, [status])
    await heard(() => deployment.tenant('solo').status === status)
    expect(await own('solo.localhost', '/api/tenant')).toMatchObject({ status: 404, code: 'unknown_tenant' })
    expect(await own('localhost', '/clinic/solo/api/session')).toMatchObject({ code: 'unknown_tenant' })
  }
  await admin(`update control.tenants set status = 'active' where slug = 'solo'`)
  await heard(() => deployment.tenant('solo').status === 'active')
  expect(await own('solo.localhost', '/api/tenant')).toMatchObject({ slug: 'solo' })
})

test('an unknown tenant is refused without a query: it is, while the database is gone', async () => {
  const cut = await startDeployment()
  const doctor = await cut.signIn('acme', 'doctor')
  await cut.tenancy.close()
  const known = await doctor.get('/session')
  expect(known.statusCode).toBeGreaterThanOrEqual(500)
  const unknown = await cut.app.inject({
    url: '/clinic/nobody/api/session',
    headers: { host: 'localhost', cookie: doctor.cookie! },
  })
  expect(unknown.json()).toMatchObject({ status: 404, code: 'unknown_tenant' })
  await cut.close()
})

test('a platform behind TLS says that it is never to be asked without', async () => {
  const address = { platformHost: 'clinics.example.com', platformOrigin: 'https://clinics.example.com' }
  const secure = await startDeployment({ address })
  const askSecure = (url: string) => secure.app.inject({ url, headers: { host: 'clinics.example.com' } })
  for (const url of ['/clinic/acme/api/tenant', '/clinic/nobody']) {
    expect((await askSecure(url)).headers['strict-transport-security']).toContain('max-age=31536000')
  }
  expect((await askSecure('/clinic/acme/api/tenant')).json()).toMatchObject({ slug: 'acme' })
  await secure.close()
  const plain = await deployment.app.inject({
    url: '/clinic/acme/api/tenant',
    headers: { host: 'localhost' },
  })
  expect(plain.headers).not.toHaveProperty('strict-transport-security')
})

test('an API that is not there is refused, and no page is given for it', async () => {
  const ask = (url: string) => deployment.app.inject({ url, headers: { host: 'localhost' } })
  for (const url of [
    '/nosuch/api/x',
    '/clinic/acme//api/tenant',
    '/clinic/acme/%61pi/tenant',
    '/clinic/acme/API/x',
  ]) {
    const refused = await ask(url)
    expect([refused.statusCode, refused.json().code], url).toEqual([404, 'unknown_route'])
    expect(refused.headers).toHaveProperty('x-content-type-options', 'nosniff')
  }
  expect((await ask('/clinic/acme/api/tenant')).statusCode).toBe(200)
})
