import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { contentDisposition } from './content-disposition.ts'

/** A file to keep, in place of JSON. */
export interface FileAnswer {
  /** What the browser calls it: `customers-2026-11-28.csv`. */
  name: string
  type: string
  content: string | Buffer | AsyncIterable<string | Uint8Array>
}

export function sendFile(reply: FastifyReply, { name, type, content }: FileAnswer) {
  reply.header('content-disposition', contentDisposition('attachment', name))
  const isWhole = typeof content === 'string' || Buffer.isBuffer(content)
  return reply.type(type).send(isWhole ? content : Readable.from(content, { objectMode: false }))
}
