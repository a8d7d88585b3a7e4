import { Readable } from 'node:stream'
import type { TenantDb } from '@tenantry/tenancy'
import type { Route } from '#contract/route.ts'
import { eventOf } from '#platform/audit/entries.ts'
import { auditOf } from '#platform/audit/route-audit.ts'
import { mount } from './mount.ts'
import { type Handler, type Http, given } from './serve.ts'

/** A file, as it is made. */
export interface Download {
  /** What it is saved as: letters, digits, `-` and `.`. */
  name: string
  contentType: string
  content: AsyncIterable<string | Uint8Array>
}

/**
 * Mounts a route whose contract replies `AFile`. That it was taken is committed to the audit before its first byte leaves. The
 * handler opens its own short reads: a client that takes its time keeps no connection.
 */
export function serveDownload<Tables, Input>(
  http: Http<Tables>,
  contract: Route<Input, Blob>,
  handle: (
    request: Parameters<Handler<Input, { data: TenantDb<Tables> }, Download>>[0],
  ) => Download | Promise<Download>,
) {
  const remembered = auditOf(contract)
  mount(http, { contract, place: 'data' }, async (_request, caller, input, reply) => {
    const { name, contentType, content } = await handle(given(input, caller, { data: http.data }))
    await http.audit.record(caller.tenant, eventOf(remembered.begin(caller.author, input)))
    const begun = await begin(content)
    reply.header('content-disposition', `attachment; filename="${name}"`).type(contentType)
    return Readable.from(begun, { objectMode: false })
  })
}

/** Waits for the first piece, so that what cannot be read at all is refused as everything else is. */
async function begin<Piece>(content: AsyncIterable<Piece>): Promise<AsyncIterable<Piece>> {
  const pieces = content[Symbol.asyncIterator]()
  const first = await pieces.next()
  return (async function* () {
    if (first.done) return
    yield first.value
    yield* { [Symbol.asyncIterator]: () => pieces }
  })()
}
