import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { ControlDb, Note, TenantDb, TenantReader, TenantTx } from '@tenantry/tenancy'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Route } from '#contract/route.ts'
import { auditedControl } from '#platform/audit/control-entries.ts'
import { eventOf, openEntry } from '#platform/audit/entries.ts'
import { recordEvent } from '#platform/audit/events.ts'
import { auditOf } from '#platform/audit/route-audit.ts'
import { tokenIn } from '#platform/identity/cookie.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { Member } from '#platform/identity/principals.ts'
import type { Caller } from './caller.ts'
import { KeptRefusal } from './domain-error.ts'
import { hostName } from './find-place.ts'
import { idempotencyKeyOf, once } from './idempotency.ts'
import type { Once } from './kept-answers.ts'
import { type Http, type Input as CheckedInput, mount } from './mount.ts'
import { versionIn } from './versions.ts'
import type { Answer } from './written-list.ts'

export type { Caller } from './caller.ts'
export type { Http, MountedRoute } from './mount.ts'

export type Handler<Input, Given, Reply> = (
  request: NoInfer<Input> & Caller & Given,
) => Promise<NoInfer<Reply>>

/**
 * Mounts a route that reads the tenant's data. Each query of the handler is one network round trip. Where the answer holds
 * health data, that it was read is committed before it leaves.
 */
export function serveRead<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<Input, { db: TenantReader<Tables> }, Answer<Reply>>,
) {
  const remembered = auditOf(contract)
  mount(http, { contract, place: 'data' }, async (_request, caller, input) => {
    const { tenant, actor, author, signal } = caller
    const read = (note?: Note) =>
      http.data.read(tenant, actor, (db) => handle(given(input, caller, { db })), { signal, note })
    if (!contract.health) return read()
    return http.audit.recordRead(tenant, remembered, remembered.begin(author, input), read)
  })
}

/** Mounts a route that changes the tenant's data. The handler runs in one transaction, and what it did is written in it. */
export function serveWrite<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<Input, { tx: TenantTx<Tables> }, Reply>,
) {
  const nothing = async () => undefined
  serveWriteAfter(http, contract, nothing, handle)
}

/** The same for a change that needs something of the control database: it is looked up before the transaction begins. */
export function serveWriteAfter<Tables, Input, Reply, Found>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  find: (request: NoInfer<Input> & Caller) => Promise<Found>,
  handle: Handler<Input, { tx: TenantTx<Tables>; found: NoInfer<Found> }, Reply>,
) {
  const remembered = auditOf(contract)
  mount(http, { contract, place: 'data' }, async (request, caller, input) => {
    const version = contract.ifMatch && { version: versionIn(request.headers) }
    const accountId = caller.member?.account.id
    const key = contract.creates && accountId ? idempotencyKeyOf(request, accountId) : undefined
    const found = await find(given(input, caller, {}))
    const done = await http.data.run(
      caller.tenant,
      caller.actor,
      async (tx): Promise<{ reply: Reply } | { refusal: KeptRefusal }> => {
        const entry = remembered.begin(caller.author, input)
        openEntry(tx, entry)
        const work = () => handle(given(input, caller, { tx, found, ...version }))
        try {
          const reply = await (key ? once(tx, key, work) : work())
          remembered.end(entry, reply)
          await recordEvent(tx, eventOf(entry))
          return { reply }
        } catch (refusal) {
          if (!(refusal instanceof KeptRefusal)) throw refusal
          entry.detail.refused = refusal.code
          await recordEvent(tx, { ...eventOf(entry), outcome: 'denied' })
          return { refusal }
        }
      },
      { signal: caller.signal },
    )
    if ('refusal' in done) throw done.refusal
    return done.reply
  })
}

/** What a route of the control database may see of the request itself, for addresses and cookies. */
export interface Exchange {
  headers: IncomingHttpHeaders
  /** The network address of the client. */
  ip: string
  setHeader(name: string, value: string): void
}

export function exchangeOf(request: FastifyRequest, reply: FastifyReply): Exchange {
  return {
    headers: request.headers,
    ip: request.ip,
    setHeader: (name, value) => void reply.header(name, value),
  }
}

/**
 * Mounts a route whose work is in the control database: accounts, sessions, members. Whatever it commits through the
 * `control` it is given is written down in the same transaction. One that creates does so by `once(tx, …)`, which makes
 * its answer.
 */
export function serveControl<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<Input, { control: ControlDb<IdentityTables>; exchange: Exchange; once: Once }, Reply>,
) {
  const remembered = auditOf(contract)
  mount(http, { contract, place: 'control' }, async (request, caller, input, reply) => {
    const exchange = exchangeOf(request, reply)
    const version = contract.ifMatch && { version: versionIn(request.headers) }
    if (contract.method === 'GET') {
      return handle(given(input, caller, { control: http.control, exchange, ...version }))
    }
    const { tenant, author, member } = caller
    const begin = () => remembered.begin(author, input)
    const { control, isWritten } = auditedControl(http.control, tenant.id, begin)
    const work = (once?: Once) => handle(given(input, caller, { control, exchange, once, ...version }))
    const owner = { owner: `${tenant.id} ${member?.account.id ?? 'visitor'}`, tenantId: tenant.id }
    const { reply: answered, repeated } = contract.creates
      ? await http.answers.answer(request, owner, work)
      : { reply: await work(), repeated: false }
    // A visitor who changed nothing has done nothing: he could fill the disk with it.
    if (!isWritten() && member) {
      const entry = begin()
      remembered.end(entry, answered)
      if (repeated) entry.detail.repeated = true
      await http.audit.recordControl({ ...eventOf(entry), tenantId: tenant.id })
    }
    return answered
  })
}

/** Mounts a route with a `raw` body. The handler reads the stream and opens its own transactions. */
export function serveUpload<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<
    Omit<Input, 'upload'>,
    { stream: Readable; contentType: string; contentLength: number | undefined; data: TenantDb<Tables> },
    Reply
  >,
) {
  const remembered = auditOf(contract)
  mount(http, { contract, place: 'data' }, async (request, caller, input) => {
    const stream = request.body as Readable // the parser of a raw route leaves the stream as it is
    const contentType = request.headers['content-type'] ?? ''
    const contentLength = Number(request.headers['content-length'] ?? Number.NaN)
    const arriving = {
      stream,
      contentType,
      contentLength: Number.isInteger(contentLength) ? contentLength : undefined,
    }
    const reply = await handle(given(input, caller, { ...arriving, data: http.data }))
    const entry = remembered.begin(caller.author, input)
    remembered.end(entry, reply)
    await http.audit.record(caller.tenant, eventOf(entry))
    return reply
  })
}

/** What a stream needs to know of its request, to be ended when its session is. */
interface Streaming {
  member: Member
  /** Null where the caller came without a session's cookie. */
  session: { tokenHash: Buffer; host: string } | null
  lastEventId: string | undefined
  /** Answers 200 with the headers of a stream. What is to be refused is refused before. */
  begin(): ServerResponse
}

/** Mounts a route that answers with server-sent events and stays open. */
export function serveStream<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: (request: NoInfer<Input> & Omit<Caller, 'member'> & Streaming) => Promise<void>,
) {
  mount(http, { contract, place: 'data' }, (request, caller, input, reply) => {
    const token = tokenIn(request.headers)
    const host = hostName(request.headers.host)
    const lastEventId = request.headers['last-event-id']
    const streaming: Omit<Streaming, 'member'> = {
      session: token && host ? { tokenHash: hashOfToken(token), host } : null,
      lastEventId: typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : undefined,
      begin: () => {
        reply.hijack()
        // `x-accel-buffering`: a proxy must not hold back what is small and urgent.
        const own = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }
        return reply.raw.writeHead(200, { ...(reply.getHeaders() as OutgoingHttpHeaders), ...own })
      },
    }
    return handle(given(input, caller, streaming))
  })
}

/** `never` fits the handler's request: the contract's parts were checked against the schemas its type comes from. */
export function given(input: CheckedInput, caller: Caller, more: object) {
  return { ...input, ...caller, ...more } as never
}
