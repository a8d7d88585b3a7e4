import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import type { Actor, Tenant } from '@tenantry/tenancy'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ProblemCode } from '#contract/problems.ts'
import type { AnyRoute, Limit } from '#contract/route.ts'
import type { Author } from '#platform/audit/events.ts'
import { type Bearer, bearerIn } from '#platform/identity/api/bearers.ts'
import { sessionCookie, tokenIn } from '#platform/identity/cookie.ts'
import type { Member } from '#platform/identity/principals.ts'
import { longestSeconds, renewSession } from '#platform/identity/sessions.ts'
import { makePermissionsOf, permissionsIn, type RoleTable } from '#platform/members/roles.ts'
import { DomainError } from './domain-error.ts'
import { hostName } from './find-place.ts'
import type { HttpParts } from './mount.ts'
import { tenantOf } from './places.ts'

/** What every handler is told beside its contract's input. */
export interface Caller {
  tenant: Tenant
  actor: Actor
  /** Has the caller this permission? For replies that tell the page what it may offer. */
  can(permission: string): boolean
  /** Who is signed in; null on public routes. */
  member: Member | null
  /** As whom the audit knows the caller. */
  author: Author
  requestId: string
  /** Aborts when the client goes away. */
  signal: AbortSignal
}

/** Judges a request before its body is read. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** Makes the guard of a route. A route whose permission nobody could have can't be mounted. */
export function makeGuard(http: HttpParts, contract: AnyRoute): Guard {
  const { permission } = contract
  assertKnownPermission(contract, http.roles, 'member')
  const permissionsOf = makePermissionsOf(http.roles)
  const writes = contract.method !== 'GET' && !contract.whileSuspended

  return async (request, reply) => {
    request.gone = abortedWith(request)
    if (permission !== 'public') {
      const { sessionId, scopes, ...member } = await findMember(http, request, reply)
      if (member.limit && !isOpenTo(contract, member.limit))
        throw new DomainError(limitProblems[member.limit])
      const ofRoles = permissionsOf(member.limit ? [] : member.member.roles)
      const permissions = scopes ? ofRoles.intersection(scopes) : ofRoles
      // What every member may do with his own account is no key's business.
      if (scopes && permission === 'member') throw new DomainError('forbidden')
      request.caller = { member, permissions, sessionId }
      if (permission !== 'member' && !permissions.has(permission)) throw new DomainError('forbidden')
    }
    const { status, statusReason } = tenantOf(request)
    if (writes && status === 'suspended') {
      throw new DomainError('tenant_suspended', { ...(statusReason && { detail: statusReason }) })
    }
  }
}

const limitProblems = {
  second_factor: 'second_factor_required',
  temporary_password: 'password_change_required',
  enrol_factor: 'factor_enrolment_required',
} as const satisfies Record<Limit, ProblemCode>

function isOpenTo({ whileLimited }: AnyRoute, limit: Limit) {
  return whileLimited === true || whileLimited?.includes(limit) === true
}

/** Throws where nobody could ever have the permission: `everybody` is the word for all who are signed in. */
export function assertKnownPermission(
  { method, url, permission }: AnyRoute,
  roles: RoleTable,
  everybody: 'member' | 'operator',
) {
  if (permission === 'public' || permission === everybody || permissionsIn(roles).has(permission)) return
  throw new Error(`${method} ${url}: no role has the permission ${permission}`)
}

/** Whoever is no member learns nothing else: this is judged before any id of the request is looked at. */
async function findMember(http: HttpParts, request: FastifyRequest, reply: FastifyReply): Promise<Bearer> {
  const bearer = bearerIn(request.headers)
  if (bearer !== undefined) return findBearer(http, request, bearer)
  const token = tokenIn(request.headers)
  const host = hostName(request.headers.host)
  const principal = token && host && (await http.principals.find(token, host, tenantOf(request).id))
  if (!principal) throw new DomainError('not_signed_in')
  const { account, member, limit, shown, renewable, sessionId } = principal
  if (!member) {
    request.stranger = account.id
    throw new DomainError('not_a_member')
  }
  if (renewable) {
    const renewed = await renewSession(http.control, token)
    http.principals.forget(token)
    if (renewed) reply.header('set-cookie', sessionCookie(renewed, longestSeconds))
  }
  return { account, member, limit, shown, sessionId }
}

/** A program never falls back on a cookie: what it brings lets it in, or nothing does. */
async function findBearer(http: HttpParts, request: FastifyRequest, token: string | null): Promise<Bearer> {
  const found = token === null ? undefined : await http.bearers.find(token, tenantOf(request))
  if (!found) throw new DomainError('invalid_token')
  return found
}

export function findCaller(request: FastifyRequest): Caller {
  const { member, permissions } = request.caller ?? { member: null, permissions: new Set<string>() }
  const actor: Actor = member
    ? { kind: 'member', accountId: member.account.id, memberId: member.member.id, requestId: request.id }
    : { kind: 'system', name: 'visitor' }
  return {
    tenant: tenantOf(request),
    actor,
    can: (permission) => permissions.has(permission),
    member,
    author: authorOfRequest(request),
    requestId: request.id,
    signal: request.gone,
  }
}

/** Whoever sent a request, as the audit keeps him: a member, or somebody of whom no more is known than from where. */
export function authorOfRequest({ caller, stranger, ip, id: requestId }: FastifyRequest): Author {
  const place = { ip, requestId }
  if (!caller) {
    // Of somebody who belongs elsewhere his name is nobody's business here.
    return { kind: 'visitor', id: stranger ?? null, name: null, roles: [], sessionId: null, ...place }
  }
  const { member, sessionId } = caller
  const { id, name } = member.account
  return { kind: 'member', id, name, roles: member.member.roles, sessionId, ...place }
}

const gone = new WeakMap<Socket, AbortSignal>()

/**
 * Aborts when the client's connection goes. Made once for each connection: whatever was answered before has nothing more to
 * be aborted. Fastify's own signal follows the request, which is read soon.
 */
export function abortedWith({ socket }: FastifyRequest): AbortSignal {
  const known = gone.get(socket)
  if (known) return known
  const controller = new AbortController()
  // Requests sent one behind the other listen together.
  setMaxListeners(0, controller.signal)
  socket.once('close', () => controller.abort())
  gone.set(socket, controller.signal)
  return controller.signal
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard; null on public routes. */
    caller: { member: Member; permissions: ReadonlySet<string>; sessionId: string } | null
    /** Set by the guard: the account of somebody who is signed in and no member here. */
    stranger: string | undefined
    /** Set by the guard: aborts when the client goes away. */
    gone: AbortSignal
  }
}
