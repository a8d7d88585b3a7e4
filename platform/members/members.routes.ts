import type { ControlDb, ControlTx } from '@tenantry/tenancy'
import { type Caller, type Http, serveControl } from '#platform/http/serve.ts'
import { confirmPassword } from '#platform/identity/confirm-password.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import * as act from './manage-members.ts'
import { type MemberOptions, makeManaging } from './managing.ts'
import * as contract from './members.contract.ts'
import { listMembersOf, type MemberRow } from './members.ts'
import { resetFactor } from './reset-factor.ts'

/** Who belongs to the tenant, and what he may do. */
export function memberRoutes<Tables>(
  http: Http<Tables>,
  options: Pick<MemberOptions, 'address' | 'attempt'>,
) {
  const { managerOf, describe, assignable } = makeManaging(http.roles, options)
  const change = (
    work: (tx: ControlTx<IdentityTables>) => Promise<MemberRow>,
    caller: Caller & { control: ControlDb<IdentityTables> },
  ) => caller.control.run(work).then((member) => describe(caller, member))

  serveControl(http, contract.listMembers, async ({ control, tenant, query, member }) => {
    const listed = await control.read((db) => listMembersOf(db, tenant.id, query))
    const items = listed.items.map((each) => describe({ member }, each))
    return { ...listed, items, assignableRoles: assignable({ member }) }
  })

  serveControl(http, contract.listRoles, async () => ({
    items: Object.entries(http.roles).map(([role, permissions]) => ({ role, permissions: [...permissions] })),
  }))

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
    caller.control.run((tx) => act.removeMember(tx, managerOf(caller), params.memberId)),
  )

  serveControl(http, contract.transferOwnership, async ({ params, body, exchange, ...caller }) => {
    await confirmPassword(http.control, caller.member, body.password, options.attempt, exchange.ip)
    return change((tx) => act.transferOwnership(tx, managerOf(caller), params.memberId), caller)
  })

  serveControl(http, contract.resetFactor, async ({ params, body, exchange, ...caller }) => {
    await confirmPassword(http.control, caller.member, body.password, options.attempt, exchange.ip)
    const { memberId } = params
    const reason = body.reason.trim()
    return change((tx) => resetFactor(tx, managerOf(caller), { memberId, reason }), caller)
  })

  serveControl(http, contract.leaveTenant, (caller) =>
    caller.control.run((tx) => act.leaveTenant(tx, managerOf(caller))),
  )
}
