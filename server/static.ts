import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '#platform/http/domain-error.ts'
import { pathOf } from '#platform/http/find-place.ts'
import { placeOf } from '#platform/http/places.ts'
import {
  apiHeaders,
  commonHeaders,
  pageHeaders,
  previewAssetHeaders,
  previewHeaders,
  workerHeaders,
} from '#platform/http/security-headers.ts'
import { readAssets } from './assets.ts'

/** Serves the tenants' web app: one page for every tenant, the pages that a shop's customers open, and their assets. */
export function serveWeb(app: FastifyInstance, webRoot: string) {
  const [main, customers, preview] = ['index.html', 'pay.html', 'preview.html'].map((file) =>
    readPage(webRoot, file),
  ) as [string, string, string]
  servePage(app, (request) => {
    const place = placeOf(request)
    const path = 'path' in place ? place.path : ''
    if (place.kind === 'tenant' && path === '/file-preview')
      return { html: preview, path, headersFor: previewHeaders }
    const isCustomers = place.kind === 'tenant' && place.tenant.app === 'store' && customersPages.has(path)
    return isCustomers ? { html: customers, path, headersFor: forOneReader } : { html: main, path }
  })
  // The counter's service worker is a script of its own, which no page imports.
  serveAssets(app, webRoot, ['index.html', 'pay.html', 'preview.html', workerModule])

  // Where nobody is, a person gets a sentence and a program a problem.
  app.get('/-/unknown', (request, reply) => {
    const { kind } = placeOf(request)
    const forPerson =
      request.headers.accept?.includes('text/html') && kind !== 'platform' && kind !== 'tenant'
    if (!forPerson) return reply.callNotFound()
    return reply.code(404).headers(apiHeaders).type('text/html; charset=utf-8').send(nowhere)
  })
}

/** Serves the operators' web app, at its own paths. */
export function serveConsole(app: FastifyInstance, webRoot: string) {
  const html = readPage(webRoot, 'console.html')
  servePage(app, ({ originalUrl }) => ({ html, path: pathOf(originalUrl) }))
  serveAssets(app, webRoot, ['console.html'])
}

/** As the build's manifest calls it. */
const workerModule = '../apps/store/counter/web/counter-worker.ts'

/** What a shop's customers pay on, and read their statements on: one page, which looks where it is. */
const customersPages: ReadonlySet<string> = new Set(['/pay', '/statement'])

/** A page that is meant for whoever has its address: no search engine lists it, and no link on it says where it led from. */
const forOneReader = (nonce: string) => ({
  ...pageHeaders(nonce),
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
})

interface Page {
  html: string
  /** The path that the browser asked for. */
  path: string
  /** Where it needs others than pages have. */
  headersFor?: (nonce: string) => Record<string, string>
}

function readPage(webRoot: string, file: string) {
  return readFileSync(join(webRoot, file), 'utf8')
}

function servePage(app: FastifyInstance, pageOf: (request: FastifyRequest) => Page) {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/-/page',
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const { html, path, headersFor = pageHeaders } = pageOf(request)
      // A missing picture is missing; it is not a page.
      if (/\.[a-z0-9]{1,8}$/i.test(path)) throw new DomainError('unknown_route')
      const nonce = randomBytes(16).toString('base64')
      reply.headers(headersFor(nonce)).type('text/html; charset=utf-8')
      return reply.send(html.replaceAll('__NONCE__', nonce))
    },
  })
}

function serveAssets(app: FastifyInstance, webRoot: string, pages: readonly string[]) {
  const assets = readAssets(webRoot, pages)
  app.route<{ Params: { '*': string } }>({
    method: ['GET', 'HEAD'],
    url: '/-/assets/*',
    handler: async (request, reply) => {
      const asset = assets.get(request.params['*'])
      if (!asset) throw new DomainError('unknown_route')
      const { encoding, content } = await asset.encoded(request.headers['accept-encoding'])
      if (encoding) reply.header('content-encoding', encoding)
      reply.headers({ ...commonHeaders, 'cache-control': asset.caching, vary: 'accept-encoding' })
      if (request.params['*'] === 'counter-worker.js') reply.headers(workerHeaders)
      if (/^(?:preview|preload-helper)-[\w-]+\.(?:js|css)$/.test(request.params['*']))
        reply.headers(previewAssetHeaders)
      return reply.type(asset.type).send(content)
    },
  })
}

const nowhere = `<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nobody is here</title>
<h1>Nobody is here</h1>
<p>There is no clinic and no shop at this address. Look at its spelling, or ask for the right one.</p>
<p lang="hi">इस पते पर कोई क्लिनिक या दुकान नहीं है। वर्तनी देखें, या सही पता पूछें।</p>
</html>
`
