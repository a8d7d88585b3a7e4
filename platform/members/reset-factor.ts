import type { ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { endAllSessions } from '#platform/identity/account-sessions.ts'
import { hasFactor, removeAllFactors } from '#platform/identity/factors/factors.ts'
import type { Holder } from '#platform/identity/factors/holder.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import { daysOfTemporary } from './create-member.ts'
import { lockPair, type Manager } from './manage-members.ts'
import { getMember, type MemberRow, updateMember } from './members.ts'

type Tx = ControlTx<IdentityTables>

/**
 * Takes away the second factor of a member who has lost it, with his recovery codes, and signs him out everywhere. A password
 * that is too short to stand alone has to be changed at the next sign-in. Nobody's who belongs elsewhere, too: what
 * protects him there is not this tenant's to take away.
 */
export async function resetFactor(
  tx: Tx,
  manager: Manager,
  { memberId, reason }: { memberId: string; reason: string },
): Promise<MemberRow> {
  const { tenantId } = manager.place
  const { own, member } = await lockPair(tx, manager, memberId)
  if (own.id === member.id) throw new DomainError('forbidden')
  const { accountId } = member
  const holder: Holder = { kind: 'account', id: accountId }
  if (!(await hasFactor(tx, holder))) throw new DomainError('conflict')
  if (await isMemberElsewhere(tx, tenantId, accountId)) throw new DomainError('member_elsewhere')
  await removeAllFactors(tx, holder)
  await tx
    .updateTable('control.accounts')
    .set({ temporaryUntil: sql`now() + make_interval(days => ${daysOfTemporary})` })
    .where('id', '=', accountId)
    .where('temporaryUntil', 'is', null)
    .where(sql<boolean>`password_is_long is not true`)
    .execute()
  await endAllSessions(tx, accountId)
  changed(tx, {
    entity: 'member',
    id: memberId,
    before: { secondFactor: true },
    after: { secondFactor: false },
    detail: { reason },
  })
  await updateMember(tx, tenantId, member, {})
  await enqueue(tx, { name: 'tell-factor-reset', payload: { accountId, tenantId, byId: own.accountId } })
  return getMember(tx, tenantId, memberId)
}

async function isMemberElsewhere(tx: Tx, tenantId: string, accountId: string): Promise<boolean> {
  const found = await tx
    .selectFrom('control.members')
    .select('id')
    .where('accountId', '=', accountId)
    .where('tenantId', '<>', tenantId)
    .where('status', '=', 'active')
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}
