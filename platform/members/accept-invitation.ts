import type { ControlDb, ControlTx, Tenant } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { actsAs } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { createAccount, markVerified } from '#platform/identity/accounts.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { requestLink } from '#platform/identity/one-time-links.ts'
import { assertGoodPassword } from '#platform/identity/password-rules.ts'
import { hashPassword, isPassword } from '#platform/identity/passwords.ts'
import type { SignInThrottle } from '#platform/identity/sign-in-throttle.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import { getInvitationByToken } from './invitations.ts'
import { addMember, getMember, lockMembers, updateMember } from './members.ts'
import type { RoleRules } from './role-rules.ts'

interface Acceptance {
  token: string
  password: string
  name?: string
}

interface Door {
  tenant: Tenant
  rules: RoleRules
  attempt: SignInThrottle
  ip: string
  /** Names the browser, if this address has signed in there before. */
  knownDevice(email: string): string | undefined
}

/** Joins a tenant by a link, with the account of the invited address or a new one. Of two at once one joins. Answers whose account it is. */
export async function acceptInvitation(
  control: ControlDb<IdentityTables>,
  { tenant, rules, attempt, ip, knownDevice }: Door,
  { token, password, name }: Acceptance,
): Promise<{ email: string }> {
  const found = await control.read((db) => getInvitationByToken(db, tenant.id, token))
  const person = { email: found.email, name: name ?? found.name }
  let passwordHash: string | undefined
  if (found.accountId) {
    const tried = await attempt(found.email, ip, knownDevice(found.email))
    if (!(await isPassword(password, found.passwordHash))) throw new DomainError('wrong_credentials')
    await tried.succeeded()
  } else {
    const context = [person.email, person.name, tenant.name, tenant.slug]
    // A new account has no second factor yet.
    assertGoodPassword(password, { field: 'password', hasSecondFactor: false, context })
    passwordHash = await hashPassword(password)
  }
  await control.run(async (tx) => {
    await lockMembers(tx, tenant.id)
    await takeInvitation(tx, tenant.id, found.id, rules)
    // An account that came to be in between is taken by its address' unique key: nobody joins with another's.
    const accountId = passwordHash
      ? await createAccount(tx, { ...person, passwordHash, passwordIsLong: true })
      : found.accountId!
    await showAddress(tx, { ...found, tenantId: tenant.id, accountId, isNew: passwordHash !== undefined })
    actsAs(tx, { accountId, name: person.name, roles: found.roles })
    await join(tx, { tenantId: tenant.id, accountId, roles: found.roles })
  })
  return { email: found.email }
}

/** Marks the invitation as used, if nobody has and its sender may still give what it gives. */
async function takeInvitation(
  tx: ControlTx<IdentityTables>,
  tenantId: string,
  id: string,
  rules: RoleRules,
): Promise<void> {
  const taken = await tx
    .updateTable('control.invitations')
    .set({ acceptedAt: sql`now()` })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where(sql<boolean>`expires_at > now()`)
    .returning(['invitedBy', 'roles'])
    .executeTakeFirst()
  if (!taken) throw new DomainError('link_over')
  const sender = await getMember(tx, tenantId, taken.invitedBy)
  const mayStill =
    sender.status === 'active' && rules.mayManage(sender.roles) && rules.covers(sender.roles, taken.roles)
  if (!mayStill) throw new DomainError('link_over')
}

/** Who comes by the link of the mail can read what is sent there. A new account that came by another is asked by mail. */
async function showAddress(
  tx: ControlTx<IdentityTables>,
  came: { tenantId: string; accountId: string; email: string; byMail: boolean; isNew: boolean },
) {
  const { tenantId, accountId, email, byMail, isNew } = came
  if (byMail) await markVerified(tx, accountId)
  else if (isNew) await requestLink(tx, { kind: 'verify_email', tenantId, email, accountId })
}

/** A place for the account, or again its former one. */
async function join(
  tx: ControlTx<IdentityTables>,
  member: { tenantId: string; accountId: string; roles: readonly string[] },
) {
  const { tenantId, accountId, roles } = member
  const former = await tx
    .selectFrom('control.members')
    .select(['id', 'roles', 'status'])
    .where('tenantId', '=', tenantId)
    .where('accountId', '=', accountId)
    .executeTakeFirst()
  if (former?.status === 'active') throw new DomainError('already_exists')
  if (former) await updateMember(tx, tenantId, former, { roles, status: 'active' })
  const memberId = former?.id ?? (await addMember(tx, member))
  await enqueue(tx, { name: 'keep-people', payload: { memberIds: [memberId] }, handOverTo: tenantId })
}
