import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { DomainError } from './domain-error.ts'
import { refuseUnstorable } from './validation.ts'

/** No form a person fills in is larger; files come through routes with a `raw` body. */
const jsonBodyLimit = 1024 * 1024

/** JSON is the only language bodies are written in. What a form of another site can send is refused as 415. */
export function acceptJsonOnly(app: FastifyInstance) {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: jsonBodyLimit },
    async (_request: unknown, body: Buffer) => parseJson(body),
  )
}

function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new DomainError('malformed_json', { detail: 'The body is not UTF-8' })
  const value = parse(body.toString('utf8'))
  refuseUnstorable(value, '')
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes what was sent.
    throw new DomainError('malformed_json')
  }
}
