import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { ControlDb, TenantDb, TenantReader, TenantTx } from '@tenantry/tenancy'
import type { Route } from '#contract/route.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import type { Caller } from './caller.ts'
import { idempotencyKeyOf, once } from './idempotency.ts'
import { type Http, type Input as CheckedInput, mount } from './mount.ts'
import { versionIn } from './versions.ts'

export type { Caller } from './caller.ts'
export type { Http, MountedRoute } from './mount.ts'

type Handler<Input, Given, Reply> = (request: NoInfer<Input> & Caller & Given) => Promise<NoInfer<Reply>>

/** Mounts a route that reads the tenant's data. Each query of the handler is one network round trip. */
export function serveRead<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<Input, { db: TenantReader<Tables> }, Reply>,
) {
  mount(http, contract, (_request, caller, input) =>
    http.data.read(caller.tenant, caller.actor, (db) => handle(given(input, caller, { db })), {
      signal: caller.signal,
    }),
  )
}

/** Mounts a route that changes the tenant's data. The handler runs in one transaction. */
export function serveWrite<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<Input, { tx: TenantTx<Tables> }, Reply>,
) {
  mount(http, contract, (request, caller, input) => {
    const version = contract.ifMatch && { version: versionIn(request.headers) }
    const accountId = caller.member?.account.id
    const key = contract.creates && accountId ? idempotencyKeyOf(request, accountId) : undefined
    return http.data.run(
      caller.tenant,
      caller.actor,
      (tx) => {
        const work = () => handle(given(input, caller, { tx, ...version }))
        return key ? once(tx, key, work) : work()
      },
      { signal: caller.signal },
    )
  })
}

/** What a route of the control database may see of the request itself, for addresses and cookies. */
export interface Exchange {
  headers: IncomingHttpHeaders
  /** The network address of the client. */
  ip: string
  setHeader(name: string, value: string): void
}

/** Mounts a route whose work is in the control database: accounts, sessions, members. */
export function serveControl<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<Input, { control: ControlDb<IdentityTables>; exchange: Exchange }, Reply>,
) {
  mount(http, contract, (request, caller, input, reply) => {
    const exchange: Exchange = {
      headers: request.headers,
      ip: request.ip,
      setHeader: (name, value) => void reply.header(name, value),
    }
    const version = contract.ifMatch && { version: versionIn(request.headers) }
    return handle(given(input, caller, { control: http.control, exchange, ...version }))
  })
}

/** Mounts a route with a `raw` body. The handler reads the stream and opens its own transactions. */
export function serveUpload<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<
    Omit<Input, 'upload'>,
    { stream: Readable; contentType: string; data: TenantDb<Tables> },
    Reply
  >,
) {
  mount(http, contract, (request, caller, input) => {
    const stream = request.body as Readable // the parser of a raw route leaves the stream as it is
    const contentType = request.headers['content-type'] ?? ''
    return handle(given(input, caller, { stream, contentType, data: http.data }))
  })
}

/** `never` fits the handler's request: the contract's parts were checked against the schemas its type comes from. */
function given(input: CheckedInput, caller: Caller, more: object) {
  return { ...input, ...caller, ...more } as never
}
