import type { ControlTx } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { endSessionsOfMember } from '#platform/identity/sessions.ts'
import {
  deleteMember,
  getMember,
  hasOtherOwner,
  lockMembers,
  type MemberRow,
  updateMember,
} from './members.ts'
import type { RoleRules } from './role-rules.ts'

type Tx = ControlTx<IdentityTables>

/** A tenant and the hosts that are its alone. */
export interface Place {
  tenantId: string
  hosts: readonly string[]
}

/** Somebody who changes the members of the tenant he is in. */
export interface Manager {
  place: Place
  memberId: string
  rules: RoleRules
}

/** Gives a member other roles: none beyond the manager's own, neither given nor taken. */
export async function changeRoles(
  tx: Tx,
  manager: Manager,
  change: { memberId: string; version: number; roles: readonly string[] },
): Promise<MemberRow> {
  const { rules, place } = manager
  const roles = [...new Set(change.roles)]
  rules.assertKnown(roles)
  const { own, member } = await lockPair(tx, manager, change.memberId)
  if (member.version !== change.version) throw new DomainError('version_conflict')
  if (!rules.covers(own.roles, roles)) throw new DomainError('forbidden', { field: 'roles' })
  if (!roles.includes('owner')) await assertNotLastOwner(tx, place.tenantId, member)
  await updateMember(tx, place.tenantId, member, { roles })
  return getMember(tx, place.tenantId, member.id)
}

/** Ends or begins a member's access. What he wrote stays his. */
export async function setActive(
  tx: Tx,
  manager: Manager,
  memberId: string,
  active: boolean,
): Promise<MemberRow> {
  const { place } = manager
  const { member } = await lockPair(tx, manager, memberId)
  const status = active ? 'active' : 'deactivated'
  if (member.status === status) return member
  if (!active) await assertNotLastOwner(tx, place.tenantId, member)
  await updateMember(tx, place.tenantId, member, { status })
  if (!active) await endSessionsOfMember(tx, place, member.accountId)
  return getMember(tx, place.tenantId, member.id)
}

export async function removeMember(tx: Tx, manager: Manager, memberId: string) {
  const { member } = await lockPair(tx, manager, memberId)
  await endMembership(tx, manager.place, member)
}

/** Leaves a tenant, which nobody may forbid. */
export async function leaveTenant(tx: Tx, { place, memberId }: Omit<Manager, 'rules'>) {
  await lockMembers(tx, place.tenantId)
  await endMembership(tx, place, await getMember(tx, place.tenantId, memberId))
}

/** Makes a member an owner in the manager's place, who stays as an admin. */
export async function transferOwnership(tx: Tx, manager: Manager, memberId: string): Promise<MemberRow> {
  const { place } = manager
  await lockMembers(tx, place.tenantId)
  const own = await getMember(tx, place.tenantId, manager.memberId)
  const member = await getMember(tx, place.tenantId, memberId)
  if (!own.roles.includes('owner') || own.status !== 'active') throw new DomainError('forbidden')
  if (member.id === own.id || member.status !== 'active') throw new DomainError('conflict')
  await updateMember(tx, place.tenantId, member, { roles: [...new Set(['owner', ...member.roles])] })
  const left = own.roles.filter((role) => role !== 'owner')
  await updateMember(tx, place.tenantId, own, { roles: [...new Set(['admin', ...left])] })
  return getMember(tx, place.tenantId, member.id)
}

/**
 * The manager and the member as they are now, with nobody else changing either. Two admins who demote each other come
 * here one after the other, and the second is no admin any more.
 */
export async function lockPair(tx: Tx, { place, memberId, rules }: Manager, otherId: string) {
  const own = await lockManager(tx, { place, memberId, rules })
  const member = await getMember(tx, place.tenantId, otherId)
  if (!rules.covers(own.roles, member.roles)) throw new DomainError('forbidden')
  return { own, member }
}

/** The manager as he is now, while nobody else changes members. */
export async function lockManager(tx: Tx, { place, memberId, rules }: Manager): Promise<MemberRow> {
  await lockMembers(tx, place.tenantId)
  const own = await getMember(tx, place.tenantId, memberId)
  if (own.status !== 'active' || !rules.mayManage(own.roles)) throw new DomainError('forbidden')
  return own
}

async function endMembership(tx: Tx, place: Place, member: MemberRow) {
  await assertNotLastOwner(tx, place.tenantId, member)
  await deleteMember(tx, place.tenantId, member)
  await endSessionsOfMember(tx, place, member.accountId)
}

/** A tenant without an owner could never get one again. */
async function assertNotLastOwner(tx: Tx, tenantId: string, { id, roles, status }: MemberRow) {
  if (!roles.includes('owner') || status !== 'active') return
  if (!(await hasOtherOwner(tx, tenantId, id))) throw new DomainError('last_owner')
}
