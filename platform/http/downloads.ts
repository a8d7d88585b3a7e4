import { Readable } from 'node:stream'
import type { TenantDb } from '@tenantry/tenancy'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Route } from '#contract/route.ts'
import { eventOf } from '#platform/audit/entries.ts'
import type { About, Author } from '#platform/audit/events.ts'
import { auditOf } from '#platform/audit/route-audit.ts'
import type { Caller } from './caller.ts'
import { DomainError } from './domain-error.ts'
import { type Http, mount } from './mount.ts'
import { hostName } from './find-place.ts'
import { given } from './serve.ts'

/** Bytes from `start` up to and without `end`. */
interface Range {
  start: number
  end: number
}

/** What is sent: how it is called, how much it is, and how its parts are read. */
export interface Download {
  contentType: string
  /** Made by `contentDisposition`. */
  disposition: string
  sizeBytes: number
  /** Names the content, so that a download that broke off goes on with the same one. */
  etag: string
  /** Shown in a frame of our own page, where no script runs. Else it is nobody's to show. */
  framed?: boolean
  read(range: Range): AsyncIterable<Uint8Array>
  /** For the audit: more than the request itself tells. */
  about?: Partial<About>
  author?: Author
}

/** Mounts a route that answers with the bytes of a file. Where they are health data, that they were read is committed first. */
export function serveDownload<Tables, Input>(
  http: Http<Tables>,
  contract: Route<Input, void>,
  handle: (
    request: NoInfer<Input> & Caller & { data: TenantDb<Tables>; host: string | undefined },
  ) => Promise<Download>,
) {
  const remembered = auditOf(contract)
  mount(http, { contract, place: 'data' }, async (request, caller, input, reply) => {
    const host = hostName(request.headers.host)
    const download = await handle(given(input, caller, { data: http.data, host }))
    const range = rangeOf(request, download)
    if (contract.health) {
      const entry = remembered.begin(download.author ?? caller.author, input)
      entry.about = { ...entry.about, ...download.about }
      await http.audit.record(caller.tenant, eventOf(entry))
    }
    send(reply, download, range)
  })
}

function send(reply: FastifyReply, download: Download, range: Range | undefined) {
  const { sizeBytes, framed } = download
  const { start, end } = range ?? { start: 0, end: sizeBytes }
  reply.code(range ? 206 : 200).headers({
    'content-type': download.contentType,
    'content-disposition': download.disposition,
    'content-length': String(end - start),
    'accept-ranges': 'bytes',
    etag: download.etag,
    // No proxy keeps it, nor does the browser: whoever sits down next is somebody else.
    'cache-control': 'private, no-store',
    'content-security-policy': framed ? framedPolicy : closedPolicy,
    ...(range && { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` }),
  })
  reply.send(Readable.from(download.read({ start, end }), { objectMode: false }))
}

const closedPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"
// A browser that shows a picture makes a page around it, with styles of its own.
const framedPolicy =
  "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"

/**
 * The one range that is asked for (RFC 9110, 14). Several at once, another unit, and one of a content that has changed since are
 * answered with the whole.
 */
function rangeOf(request: FastifyRequest, { sizeBytes, etag }: Download): Range | undefined {
  const { range, 'if-range': ifRange } = request.headers
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return undefined
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range)
  if (!parts) return undefined
  const [, first = '', last = ''] = parts
  if (first === '' && last === '') return undefined
  const found =
    first === ''
      ? { start: Math.max(0, sizeBytes - Number(last)), end: sizeBytes }
      : { start: Number(first), end: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) }
  if (found.start >= found.end) throw new DomainError('range_not_satisfiable')
  return found
}
