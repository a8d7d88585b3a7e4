import type { Tenant } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import type { Caller } from '#platform/http/serve.ts'
import type { KnownDevices } from '#platform/identity/known-devices.ts'
import type { SignInThrottle } from '#platform/identity/sign-in-throttle.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import type { Manager } from './manage-members.ts'
import type { MemberAct } from './members.contract.ts'
import type { MemberRow } from './members.ts'
import { makeRoleRules } from './role-rules.ts'
import type { RoleTable } from './roles.ts'

export interface MemberOptions {
  address: PlatformAddress
  attempt: SignInThrottle
  devices: KnownDevices
  secrets: Secrets
  /** False: mails are captured, and no page may say that one was sent. */
  sendsMail: boolean
}

/** What the routes of members have in common: who manages, and what a member is shown as. */
export function makeManaging(roles: RoleTable, { address }: Pick<MemberOptions, 'address'>) {
  const rules = makeRoleRules(roles)
  const rolesOf = ({ member }: Pick<Caller, 'member'>) => member?.member.roles ?? []
  const placeOf = ({ id, slug, hosts }: Tenant) => ({
    tenantId: id,
    hosts: [...hosts, `${slug}.${address.platformHost}`],
  })
  return {
    rules,
    assignable: (caller: Pick<Caller, 'member'>) => rules.assignable(rolesOf(caller)),
    managerOf({ tenant, member }: Pick<Caller, 'tenant' | 'member'>): Manager {
      if (!member) throw new DomainError('not_signed_in')
      return { place: placeOf(tenant), memberId: member.member.id, rules }
    },
    describe(caller: Pick<Caller, 'member'>, { hasFactor, ...shown }: MemberRow) {
      const own = rolesOf(caller)
      const manageable = rules.mayManage(own) && rules.covers(own, shown.roles)
      const isSelf = shown.id === caller.member?.member.id
      return {
        ...shown,
        can: manageable ? actsOn({ ...shown, hasFactor }, { isSelf, isOwner: own.includes('owner') }) : [],
      }
    },
  }
}

/** What a manager may do about a member, whose rights he has all. Himself he leaves, as everybody does. */
function actsOn(
  { status, hasFactor }: Pick<MemberRow, 'status' | 'hasFactor'>,
  by: { isSelf: boolean; isOwner: boolean },
): MemberAct[] {
  if (by.isSelf) return ['change_roles']
  const reset = hasFactor ? (['reset_factor'] as const) : []
  if (status === 'deactivated') return ['change_roles', 'reactivate', ...reset, 'remove']
  const transfer = by.isOwner ? (['transfer_ownership'] as const) : []
  return ['change_roles', 'deactivate', ...reset, 'remove', ...transfer]
}
