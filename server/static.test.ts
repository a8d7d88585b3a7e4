import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Deployment, startDeployment } from '#test/deployment.ts'

const script = `console.log(${JSON.stringify('x'.repeat(5000))})`
let webRoot: string
let deployment: Deployment
beforeAll(async () => {
  webRoot = mkdtempSync(join(tmpdir(), 'tenantry-web-'))
  mkdirSync(join(webRoot, 'assets'))
  writeFileSync(
    join(webRoot, 'index.html'),
    '<script nonce="__NONCE__" src="/assets/main-AbCd1234.js"></script>',
  )
  writeFileSync(join(webRoot, 'pay.html'), '<title>Payment</title><script nonce="__NONCE__"></script>')
  writeFileSync(join(webRoot, 'preview.html'), '<title>Preview</title><script nonce="__NONCE__"></script>')
  writeFileSync(join(webRoot, 'assets/main-AbCd1234.js'), script)
  writeFileSync(join(webRoot, 'assets/preview-AbCd1234.js'), script)
  writeFileSync(join(webRoot, 'assets/tenantry.svg'), '<svg/>')
  writeFileSync(join(webRoot, 'secret.txt'), 'secret')
  deployment = await startDeployment({ webRoot })
})
afterAll(async () => {
  await deployment.close()
  rmSync(webRoot, { recursive: true })
})

const ask = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' | 'POST' = 'GET') =>
  deployment.app.inject({ method, url, headers: { host: 'localhost:8080', ...headers } })

describe('the page', () => {
  test.each([
    ['of a tenant', 'localhost', '/clinic/acme'],
    ['of a tenant, with a slash', 'localhost', '/clinic/acme/'],
    ['of a patient', 'localhost', '/clinic/acme/patients/0190a000-0000-7000-8000-000000000000?tab=labs'],
    ['of a tenant’s own host', 'acme.localhost', '/patients'],
    ['of the platform', 'localhost', '/'],
  ])('%s is there', async (_name, host, url) => {
    const answer = await ask(url, { host })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  })

  test('has a nonce that is new each time and stands in its policy', async () => {
    const nonces = new Set<string>()
    for (let i = 0; i < 3; i++) {
      const answer = await ask('/clinic/acme/')
      const nonce = /nonce="([A-Za-z0-9+/=]{24})"/.exec(answer.body)![1]!
      nonces.add(nonce)
      const policy = String(answer.headers['content-security-policy'])
      expect(policy).toContain(`script-src 'self' 'nonce-${nonce}'`)
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`)
      expect(policy).not.toContain('unsafe')
    }
    expect(nonces.size).toBe(3)
  })

  test('can’t be framed, sniffed, cached or opened by another origin', async () => {
    const { headers } = await ask('/clinic/acme/')
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    for (const part of [
      "default-src 'self'",
      "worker-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types default',
    ]) {
      expect(String(headers['content-security-policy']).split('; ')).toContain(part)
    }
  })

  test('that a customer pays on is a shop’s alone, listed nowhere, and tells no link where it led from', async () => {
    const { headers, body } = await ask('/store/shop/pay')
    expect(body).toContain('<title>Payment</title>')
    expect(body).not.toContain('__NONCE__')
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    })
    for (const other of ['/clinic/acme/pay', '/store/shop/pay/more', '/store/shop/']) {
      expect((await ask(other)).body, other).not.toContain('<title>Payment</title>')
    }
  })

  test('that shows files has no origin, no network and no frame but ours around it', async () => {
    const { headers, body } = await ask('/clinic/acme/file-preview')
    expect(body).toContain('<title>Preview</title>')
    const nonce = /nonce="([A-Za-z0-9+/=]{24})"/.exec(body)![1]!
    expect(String(headers['content-security-policy']).split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      'img-src blob:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
      'sandbox allow-scripts',
    ])
    for (const other of ['/clinic/acme/file-preview/more', '/file-preview', '/clinic/acme/files'])
      expect((await ask(other)).body, other).not.toContain('<title>Preview</title>')
  })

  test('its parts alone may be asked for by a frame without an origin', async () => {
    const asked = { origin: 'null' }
    const allowed = async (name: string) =>
      (await ask(`/assets/${name}`, asked)).headers['access-control-allow-origin']
    expect([await allowed('preview-AbCd1234.js'), await allowed('main-AbCd1234.js')]).toEqual([
      '*',
      undefined,
    ])
  })

  test('is nothing that a change can be sent to', async () => {
    expect((await ask('/clinic/acme/patients', {}, 'POST')).json()).toMatchObject({ code: 'unknown_route' })
  })

  test('of nobody is not there', async () => {
    const answer = await ask('/clinic/nobody/patients')
    expect(answer.json()).toMatchObject({ status: 404, code: 'unknown_tenant' })
  })

  test('of nobody says so in words where a person asks', async () => {
    for (const [host, url] of [
      ['localhost', '/clinic/nobody/patients'],
      ['nobody.localhost', '/'],
      ['example.com', '/'],
    ] as const) {
      const answer = await ask(url, { host, accept: 'text/html,*/*' })
      expect(answer.statusCode).toBe(404)
      expect(answer.body).toContain('<h1>')
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    }
  })

  test('is no answer to a missing file', async () => {
    for (const url of ['/clinic/acme/patients/x.css', '/favicon.ico', '/robots.txt', '/clinic/acme/x.js']) {
      expect((await ask(url)).json()).toMatchObject({ status: 404, code: 'unknown_route' })
    }
  })
})

describe('an asset', () => {
  test('is there on every host, kept for ever where its name holds its hash', async () => {
    for (const host of ['localhost', 'acme.localhost']) {
      const answer = await ask('/assets/main-AbCd1234.js', { host })
      expect(answer.body).toBe(script)
      expect(answer.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        vary: 'accept-encoding',
      })
    }
    expect((await ask('/assets/tenantry.svg')).headers['cache-control']).toBe('public, max-age=3600')
  })

  test('comes compressed where that is understood', async () => {
    const url = '/assets/main-AbCd1234.js'
    const brotli = await ask(url, { 'accept-encoding': 'gzip, deflate, br' })
    expect(brotli.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(script)
    const gzip = await ask(url, { 'accept-encoding': 'gzip' })
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(script)
    expect((await ask(url, { 'accept-encoding': 'br;q=0, gzip;q=0' })).headers).not.toHaveProperty(
      'content-encoding',
    )
  })

  test.each([
    '/assets/missing.js',
    '/assets/',
    '/assets/../secret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/..%5csecret.txt',
    '/assets/%00',
    '/assets//etc/passwd',
    '/assets/constructor',
  ])('%s is not there', async (url) => {
    const answer = await ask(url)
    expect(answer.statusCode).toBe(404)
    expect(answer.body).not.toContain('secret')
  })

  test('is not there on an unknown host', async () => {
    expect((await ask('/assets/tenantry.svg', { host: 'example.com' })).statusCode).toBe(404)
  })
})

test('/owner leads to the operators’ own address', async () => {
  expect((await ask('/owner')).headers.location).toBe('http://localhost:8081/')
  expect((await ask('/owner', { host: 'acme.localhost' })).statusCode).toBe(200)
})
