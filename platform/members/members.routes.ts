import type { ControlTx, Tenant } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { type Caller, type Http, serveControl } from '#platform/http/serve.ts'
import { confirmPassword } from '#platform/identity/confirm-password.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import type { SignInThrottle } from '#platform/identity/sign-in-throttle.ts'
import * as act from './manage-members.ts'
import { listMembersOf, type MemberRow } from './members.ts'
import * as contract from './members.contract.ts'
import { makeRoleRules } from './role-rules.ts'

export interface MemberOptions {
  address: PlatformAddress
  attempt: SignInThrottle
}

/** Who belongs to the tenant, and what he may do. */
export function memberRoutes<Tables>(http: Http<Tables>, { address, attempt }: MemberOptions) {
  const rules = makeRoleRules(http.roles)

  const managerOf = ({ tenant, member }: Caller): act.Manager => {
    if (!member) throw new DomainError('not_signed_in')
    return { place: placeOf(tenant), memberId: member.member.id, rules }
  }
  const placeOf = ({ id, slug, hosts }: Tenant): act.Place => ({
    tenantId: id,
    hosts: [...hosts, `${slug}.${address.platformHost}`],
  })
  const rolesOf = ({ member }: Caller) => member?.member.roles ?? []
  const describe = (caller: Caller, { accountId: _, ...shown }: MemberRow) => ({
    ...shown,
    manageable: rules.mayManage(rolesOf(caller)) && rules.covers(rolesOf(caller), shown.roles),
  })
  const change = (work: (tx: ControlTx<IdentityTables>) => Promise<MemberRow>, caller: Caller) =>
    http.control.run(work).then((member) => describe(caller, member))

  serveControl(http, contract.listMembers, async ({ control, tenant, query, ...caller }) => {
    const listed = await control.read((db) => listMembersOf(db, tenant.id, query))
    const me = { tenant, ...caller }
    const items = listed.items.map((member) => describe(me, member))
    return { ...listed, items, assignableRoles: rules.assignable(rolesOf(me)) }
  })

  serveControl(http, contract.changeRoles, ({ params, body, version, ...caller }) =>
    change((tx) => act.changeRoles(tx, managerOf(caller), { ...params, ...body, version }), caller),
  )

  serveControl(http, contract.deactivateMember, ({ params, ...caller }) =>
    change((tx) => act.setActive(tx, managerOf(caller), params.memberId, false), caller),
  )

  serveControl(http, contract.reactivateMember, ({ params, ...caller }) =>
    change((tx) => act.setActive(tx, managerOf(caller), params.memberId, true), caller),
  )

  serveControl(http, contract.removeMember, ({ params, ...caller }) =>
    http.control.run((tx) => act.removeMember(tx, managerOf(caller), params.memberId)),
  )

  serveControl(http, contract.transferOwnership, async ({ params, body, exchange, ...caller }) => {
    await confirmPassword(http.control, caller.member, body.password, attempt, exchange.ip)
    return change((tx) => act.transferOwnership(tx, managerOf(caller), params.memberId), caller)
  })

  serveControl(http, contract.leaveTenant, (caller) =>
    http.control.run((tx) => act.leaveTenant(tx, managerOf(caller))),
  )
}
