import type { Readable } from 'node:stream'
import type { Actor, ControlDb, Tenancy, Tenant, TenantDb, TenantReader, TenantTx } from '@tenantry/tenancy'
import type { FastifyInstance } from 'fastify'
import type { Route } from '#contract/route.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'

/** What an area's routes are mounted on: `patientRoutes(http: Http<ClinicTables>)`. */
export interface Http<Tables> {
  app: FastifyInstance
  data: TenantDb<Tables>
  control: ControlDb<IdentityTables>
  tenancy: Tenancy
}

/** What every handler is told beside its contract's input. */
export interface Caller {
  tenant: Tenant
  actor: Actor
  /** Has the caller this permission? For replies that tell the page what it may offer. */
  can(permission: string): boolean
  requestId: string
  /** Aborts when the client goes away. */
  signal: AbortSignal
}

type Handler<Input, Given, Reply> = (request: NoInfer<Input> & Caller & Given) => Promise<NoInfer<Reply>>

/** Mounts a route that reads the tenant's data. Each query of the handler is one network round trip. */
export declare function serveRead<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<Input, { db: TenantReader<Tables> }, Reply>,
): void

/** Mounts a route that changes the tenant's data. The handler runs in one transaction. */
export declare function serveWrite<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<Input, { tx: TenantTx<Tables> }, Reply>,
): void

/** Mounts a route whose work is in the control database: accounts, sessions, members. */
export declare function serveControl<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<Input, { control: ControlDb<IdentityTables> }, Reply>,
): void

/** Mounts a route with a `raw` body. The handler reads the stream and opens its own transactions. */
export declare function serveUpload<Tables, Input, Reply>(
  http: Http<Tables>,
  contract: Route<Input, Reply>,
  handle: Handler<
    Omit<Input, 'upload'>,
    { stream: Readable; contentType: string; data: TenantDb<Tables> },
    Reply
  >,
): void
