import type { Tenant } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { type Http, serveControl } from '#platform/http/serve.ts'
import { listMemberships } from '#platform/members/members.ts'
import { makePermissionsOf } from '#platform/members/roles.ts'
import { noteVisit } from '#platform/members/visits.ts'
import { clearedCookie, sessionCookie, tokenIn } from './cookie.ts'
import { type DemoSignIn, describeOthers, describeSession, describeTenant } from './describe.ts'
import { hostOf, originOf } from './exchange.ts'
import { getSession, getTenant, signIn, signOut } from './identity.contract.ts'
import { endSession, longestSeconds, type Member } from './sessions.ts'
import { authenticate, replaceSession } from './sign-in.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

export interface IdentityOptions {
  address: PlatformAddress
  attempt: SignInThrottle
  /** The sign-ins that a demonstration tenant shows to everybody. */
  demoSignIns(tenant: Tenant): DemoSignIn[]
}

/** Who is there: the tenant's door, signing in and out, and what the shell needs to know. */
export function identityRoutes<Tables>(
  http: Http<Tables>,
  { address, attempt, demoSignIns }: IdentityOptions,
) {
  const permissionsOf = makePermissionsOf(http.roles)

  const describe = async (tenant: Tenant, member: Member, host: string) => {
    const memberships = await http.control.read((db) => listMemberships(db, member.account.id))
    const tenantIds = memberships.map(({ tenantId }) => tenantId)
    const own = memberships.find(({ id }) => id === member.member.id)
    if (own && !own.seenJustNow) await noteVisit(http.control, tenant.id, own.id)
    const others = describeOthers(http.tenancy.directory, tenantIds, { tenant, host, address })
    // Somebody who has a step before him may do nothing else yet.
    const permissions = member.limit ? [] : permissionsOf(member.member.roles)
    return describeSession(tenant, member, permissions, others)
  }

  serveControl(http, getTenant, async ({ tenant }) =>
    describeTenant(tenant, tenant.demo ? demoSignIns(tenant) : []),
  )

  serveControl(http, signIn, async ({ tenant, control, body, exchange, signal }) => {
    const tried = attempt(body.email, exchange.ip)
    const member = await authenticate(control, tenant.id, body, signal)
    tried.succeeded()
    const host = hostOf(exchange)
    const formerToken = tokenIn(exchange.headers)
    const token = await replaceSession(control, {
      member,
      host,
      formerToken,
      origin: originOf(exchange),
    })
    if (formerToken) http.principals.forget(formerToken)
    exchange.setHeader('set-cookie', sessionCookie(token, longestSeconds))
    return describe(tenant, member, host)
  })

  serveControl(http, getSession, async ({ tenant, member, exchange }) => {
    if (!member) throw new DomainError('not_signed_in')
    return describe(tenant, member, hostOf(exchange))
  })

  serveControl(http, signOut, async ({ control, exchange }) => {
    const token = tokenIn(exchange.headers)
    if (token) {
      await control.run((tx) => endSession(tx, token, hostOf(exchange)))
      http.principals.forget(token)
    }
    exchange.setHeader('set-cookie', clearedCookie)
  })
}
