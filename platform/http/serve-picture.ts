import type { TenantReader } from '@tenantry/tenancy'
import type { Route } from '#contract/route.ts'
import { mount } from './mount.ts'
import { type Handler, type Http, given } from './serve.ts'

/** A picture to be shown in a page, in place of JSON. */
interface Picture {
  bytes: Buffer
  /** PNG, JPEG or WebP: nothing that a browser would run. */
  type: `image/${'png' | 'jpeg' | 'webp'}`
  /** Another picture has another one. */
  tag: string
  cacheControl: `private, ${string}`
}

/** Mounts a route that answers a picture: not again to whoever has it already. */
export function servePicture<Tables, Input>(
  http: Http<Tables>,
  contract: Route<Input, void>,
  handle: (request: Parameters<Handler<Input, { db: TenantReader<Tables> }, Picture>>[0]) => Promise<Picture>,
) {
  mount(http, { contract, place: 'data' }, async (request, caller, input, reply) => {
    const { tenant, actor, signal } = caller
    const found = await http.data.read(tenant, actor, (db) => handle(given(input, caller, { db })), {
      signal,
    })
    const tag = `"${found.tag}"`
    reply.headers({ etag: tag, 'cache-control': found.cacheControl })
    if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(tag)) return reply.code(304).send()
    return reply.type(found.type).send(found.bytes)
  })
}
