import { type Static, type TProperties, type TSchema, Type } from 'typebox'

/** An object that refuses what it does not name. Contracts use this, never `Type.Object`. */
export const strictObject = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })

/** The reply of a route that has nothing to say: it answers 204. */
export const Nothing = Type.Unsafe<void>({ not: {} })

/** The reply of a route that answers a file to be saved; it leaves while it is still being read. */
export const AFile = Type.Unsafe<Blob>({ type: 'string', format: 'binary' })

/**
 * `public`: anybody. `member`: whoever belongs to the tenant. `operator`: whoever is signed in to the console. Else
 * `<noun>.<verb>`, given by roles.
 */
export type Permission = 'public' | 'member' | 'operator' | `${string}.${string}`

/** What somebody has to do before he may do anything else. */
export type Limit = 'second_factor' | 'temporary_password' | 'enrol_factor'

/** A body that is streamed to the handler and not parsed: an upload. */
export interface RawBody {
  contentTypes: readonly string[]
  maxBytes: number
}

/** One endpoint: what goes in, what comes out. Shared by the server and the web app. */
export interface Route<Input, Reply> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `<tenant base>/api`: `/patients/:patientId`. */
  url: string
  permission: Permission
  /** Does the answer hold health data? Then reading it is audited. */
  health: boolean
  /** What the audit calls it, where the address does not say it: `sign_in`. Else `patients.chart.read`. */
  action?: string
  params?: TSchema
  query?: TSchema
  body?: TSchema
  reply: TSchema
  /** The caller names the version that he changes, in `If-Match`. */
  ifMatch?: true
  /** Makes something new: answers 201 and honours `Idempotency-Key`. */
  creates?: true
  /** A suspended tenant is read-only; this route works all the same: signing in, signing out. */
  whileSuspended?: true
  /** Works for somebody who has something to do first, whatever it is or if it is one of these. All else is refused. */
  whileLimited?: true | readonly Limit[]
  raw?: RawBody
  /** Answers a stream of server-sent events, whose hints are as `reply` says. */
  stream?: true
  /** Answers a picture to be shown; `reply` is `Nothing`. */
  picture?: true
  /** Answers the bytes of a file; `reply` is `Nothing`. */
  download?: true
  // Types only: computed once, where the route is declared, so that its users do not compute them again.
  $input?: Input
  $reply?: Reply
}

/** A route whose types do not matter. */
export type AnyRoute = Omit<Route<never, never>, '$input' | '$reply'>

type Part<Key extends string, Schema> = [Schema] extends [TSchema] ? { [key in Key]: Static<Schema> } : {}
type VersionPart<IfMatch> = [IfMatch] extends [true] ? { version: number } : {}
type UploadPart<Raw> = [Raw] extends [RawBody] ? { upload: Blob } : {}

interface RouteSpec<Params, Query, Body, Reply extends TSchema, IfMatch, Raw> {
  method: Route<never, never>['method']
  url: string
  permission: Permission
  health: boolean
  action?: string
  params?: Params
  query?: Query
  body?: Body
  reply: Reply
  ifMatch?: IfMatch
  creates?: true
  whileSuspended?: true
  whileLimited?: true | readonly Limit[]
  raw?: Raw
  stream?: true
  picture?: true
  download?: true
}

/** Declares an endpoint. The server mounts it, the browser calls it, and both take their types from here. */
export function route<
  Reply extends TSchema,
  Params = undefined,
  Query = undefined,
  Body = undefined,
  IfMatch extends true | undefined = undefined,
  Raw extends RawBody | undefined = undefined,
>(
  spec: RouteSpec<Params, Query, Body, Reply, IfMatch, Raw>,
): Route<
  Part<'params', Params> & Part<'query', Query> & Part<'body', Body> & VersionPart<IfMatch> & UploadPart<Raw>,
  Static<Reply>
> {
  return spec as never
}
