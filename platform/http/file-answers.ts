import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** A file to keep, in place of JSON. */
export interface FileAnswer {
  /** What the browser calls it: `customers-2026-11-28.csv`. */
  name: string
  type: string
  content: string | Buffer | AsyncIterable<string | Uint8Array>
}

export function sendFile(reply: FastifyReply, { name, type, content }: FileAnswer) {
  // RFC 6266: names beyond ASCII in the extended form, and something readable for those who do not know it.
  const plain = name.replace(/[^\w.-]+/g, '_')
  const full = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  reply.header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${full}`)
  const isWhole = typeof content === 'string' || Buffer.isBuffer(content)
  return reply.type(type).send(isWhole ? content : Readable.from(content, { objectMode: false }))
}
