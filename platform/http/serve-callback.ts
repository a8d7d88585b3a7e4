import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { Route } from '#contract/route.ts'
import type { Caller } from './caller.ts'
import { given, type Http } from './serve.ts'
import { mount } from './mount.ts'

/** What a program elsewhere has sent: judged by its signature, over the bytes as they came. */
interface Sent {
  body: Buffer
  headers: IncomingHttpHeaders
}

/**
 * Mounts a public route with a `raw` body for what another service tells us. The handler checks the signature before it
 * believes a word, and opens its own transaction. A callback is not an act of anybody's, so the audit keeps what follows
 * from it and not that it came.
 */
export function serveCallback<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: (request: NoInfer<Omit<Input, 'upload'>> & Caller & Sent) => Promise<NoInfer<Reply>>,
) {
  if (contract.permission !== 'public') throw new Error(`${contract.url}: a callback has no session`)
  mount(http, { contract, place: 'data' }, async (request, caller, input) => {
    const chunks: Buffer[] = []
    // The parser of a raw route leaves the stream as it is, and ends it where it grows too long.
    for await (const chunk of request.body as Readable) chunks.push(chunk as Buffer)
    return handle(given(input, caller, { body: Buffer.concat(chunks), headers: request.headers }))
  })
}

/** Mounts a public route that another service asks, and that is answered with plain text. */
export function serveAnswer<Tables, Input>(
  http: Http<Tables>,
  contract: Route<Input, Blob>,
  handle: (request: NoInfer<Input> & Caller) => Promise<string>,
) {
  if (contract.permission !== 'public') throw new Error(`${contract.url}: nobody is signed in here`)
  mount(http, { contract, place: 'data' }, async (_request, caller, input) => ({
    name: 'answer.txt',
    type: 'text/plain; charset=utf-8',
    content: await handle(given(input, caller, {})),
  }))
}
