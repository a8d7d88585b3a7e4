import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { RawBody } from '#contract/route.ts'
import { DomainError } from './domain-error.ts'

/** Mounts a route whose body is a stream: of the named types, and not longer than it may be. */
export function acceptUploads(app: FastifyInstance, raw: RawBody, mountOn: (app: FastifyInstance) => void) {
  // A scope of its own, because elsewhere JSON is the only body.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      [...raw.contentTypes],
      async (request: { headers: object }, body: Readable) => {
        const announced = Number((request.headers as Record<string, string>)['content-length'])
        if (announced > raw.maxBytes) throw new DomainError('too_large')
        return Readable.from(limited(body, raw.maxBytes), { objectMode: false })
      },
    )
    mountOn(scope)
  })
}

async function* limited(body: Readable, maxBytes: number) {
  let received = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    received += chunk.length
    if (received > maxBytes) throw new DomainError('too_large')
    yield chunk
  }
}
