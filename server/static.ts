import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { DomainError } from '#platform/http/domain-error.ts'
import { placeOf } from '#platform/http/places.ts'
import { apiHeaders, commonHeaders, pageHeaders } from '#platform/http/security-headers.ts'
import { readAssets } from './assets.ts'

/** Serves the built web app: one page for every tenant, and its assets. */
export function serveWeb(app: FastifyInstance, webRoot: string) {
  const page = readFileSync(join(webRoot, 'index.html'), 'utf8')
  const assets = readAssets(webRoot)

  app.route({
    method: ['GET', 'HEAD'],
    url: '/-/page',
    handler: async (request, reply) => {
      const place = placeOf(request)
      // A missing picture is missing; it is not a page.
      if ('path' in place && /\.[a-z0-9]{1,8}$/i.test(place.path)) throw new DomainError('unknown_route')
      const nonce = randomBytes(16).toString('base64')
      reply.headers(pageHeaders(nonce)).type('text/html; charset=utf-8')
      return reply.send(page.replaceAll('__NONCE__', nonce))
    },
  })

  // Where nobody is, a person gets a sentence and a program a problem.
  app.get('/-/unknown', async (request, reply) => {
    const { kind } = placeOf(request)
    const forPerson =
      request.headers.accept?.includes('text/html') && kind !== 'platform' && kind !== 'tenant'
    if (!forPerson) return reply.callNotFound()
    return reply.code(404).headers(apiHeaders).type('text/html; charset=utf-8').send(nowhere)
  })

  app.route<{ Params: { '*': string } }>({
    method: ['GET', 'HEAD'],
    url: '/-/assets/*',
    handler: async (request, reply) => {
      const asset = assets.get(request.params['*'])
      if (!asset) throw new DomainError('unknown_route')
      const { encoding, content } = await asset.encoded(request.headers['accept-encoding'])
      if (encoding) reply.header('content-encoding', encoding)
      reply.headers({ ...commonHeaders, 'cache-control': asset.caching, vary: 'accept-encoding' })
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
