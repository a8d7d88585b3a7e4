import type { ControlDb, Tenant } from '@tenantry/tenancy'
import type { Static } from 'typebox'
import { DomainError } from '#platform/http/domain-error.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import type { Exchange, Http } from '#platform/http/serve.ts'
import { listMemberships } from '#platform/members/members.ts'
import { makePermissionsOf } from '#platform/members/roles.ts'
import { noteVisit } from '#platform/members/visits.ts'
import type { SubscriptionTables } from '#platform/registration/registration.tables.ts'
import { findTrialDaysLeft } from '#platform/registration/trials.ts'
import { readSettings } from '#platform/settings/settings.ts'
import { sessionCookie, tokenIn } from './cookie.ts'
import { describeOthers, describeSession } from './describe.ts'
import { hostOf, originOf } from './exchange.ts'
import { findFactorWays } from './factors/factors.ts'
import type { Session } from './identity.contract.ts'
import type { IdentityTables } from './identity.tables.ts'
import type { KnownDevices } from './known-devices.ts'
import { findPrincipal, type Member } from './principals.ts'
import { longestSeconds, type SessionOrigin, type Shown } from './sessions.ts'
import { type Entering, replaceSession } from './sign-in.ts'

/** Where somebody comes in. */
interface Entrance {
  tenant: Tenant
  exchange: Exchange
}

export interface DoorOptions {
  address: PlatformAddress
  devices: KnownDevices
}

/** What the ways in have in common: a session that begins or changes its token, and what its person is told. */
export function makeDoor<Tables>(
  { control, principals, roles, tenancy }: Http<Tables>,
  { address, devices }: DoorOptions,
) {
  const permissionsOf = makePermissionsOf(roles)
  const subscriptions = tenancy.control<SubscriptionTables>()

  /** Gives the browser another token; what this process remembers of the one before is forgotten. */
  function giveToken(exchange: Exchange, token: string) {
    const former = tokenIn(exchange.headers)
    if (former) principals.forget(former)
    exchange.setHeader('set-cookie', sessionCookie(token, longestSeconds))
  }

  async function describe({ tenant, exchange }: Entrance, member: Member): Promise<Static<typeof Session>> {
    const host = hostOf(exchange)
    // Somebody who has a step before him may do nothing else yet, and one who may be a thief learns little.
    if (member.limit === 'second_factor') {
      const [secondFactorWays, settings] = await Promise.all([
        listWays(member.account.id, host),
        control.read((db) => readSettings(db, tenant.id)),
      ])
      return describeSession(tenant, member, {
        permissions: [],
        otherTenants: [],
        secondFactorWays,
        settings,
        trialDaysLeft: null,
      })
    }
    const [memberships, settings] = await Promise.all([
      control.read((db) => listMemberships(db, member.account.id)),
      control.read((db) => readSettings(db, tenant.id)),
    ])
    const tenantIds = memberships.map(({ tenantId }) => tenantId)
    const own = memberships.find(({ id }) => id === member.member.id)
    if (own && !own.seenJustNow) await noteVisit(control, tenant.id, own.id)
    return describeSession(tenant, member, {
      permissions: member.limit ? [] : [...permissionsOf(member.member.roles)],
      otherTenants: describeOthers(tenancy.directory, tenantIds, { tenant, host, address }),
      secondFactorWays: [],
      settings,
      trialDaysLeft:
        tenant.plan === 'trial' ? await subscriptions.read((db) => findTrialDaysLeft(db, tenant)) : null,
    })
  }

  /** What whoever has a new token is told. */
  async function describeToken(entrance: Entrance, token: string) {
    const principal = await findPrincipal(control, token, hostOf(entrance.exchange), entrance.tenant.id)
    if (!principal) throw new DomainError('not_signed_in')
    if (!principal.member) throw new DomainError('not_a_member')
    return describe(entrance, principal)
  }

  async function listWays(accountId: string, host: string) {
    const ways = await control.read((db) => findFactorWays(db, { kind: 'account', id: accountId }))
    return [
      ...(ways.code ? (['code'] as const) : []),
      ...(ways.passkey && host === address.platformHost ? (['passkey'] as const) : []),
      ...(ways.recoveryCode ? (['recovery_code'] as const) : []),
    ]
  }

  return {
    describe,
    describeToken,
    giveToken,
    /** Begins a session. What was signed in there before, in this browser, is over. */
    async enter(
      audited: ControlDb<IdentityTables>,
      entrance: Entrance,
      { shown, endsAt, ...member }: Entering & Pick<SessionOrigin, 'endsAt'> & { shown: Shown },
    ) {
      const { exchange } = entrance
      const token = await replaceSession(audited, {
        member,
        host: hostOf(exchange),
        formerToken: tokenIn(exchange.headers),
        origin: { ...originOf(exchange), shown, ...(endsAt && { endsAt }) },
        tenantId: entrance.tenant.id,
        // Who was handed over has signed in in this browser: to it another host is another one's.
        isKnownDevice:
          endsAt !== undefined || devices.find(exchange.headers, member.account.email) !== undefined,
      })
      giveToken(exchange, token)
      exchange.setHeader('set-cookie', devices.remember(exchange.headers, member.account.email))
      return describeToken(entrance, token)
    },
  }
}
