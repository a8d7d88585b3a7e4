import { randomBytes } from 'node:crypto'
import { type ControlReader, type ControlTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { normaliseEmail } from '#platform/identity/accounts.ts'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { NewPerson } from './create-member.ts'
import { lockManager, type Manager } from './manage-members.ts'

type Reader = ControlReader<IdentityTables>
type Tx = ControlTx<IdentityTables>

const daysValid = 7
const expiry = sql`now() + make_interval(days => ${daysValid})`

/** The invitations that nobody has accepted or taken back, the newest first. */
export function listInvitations(db: Reader, tenantId: string) {
  return selectOpen(db, tenantId).orderBy('createdAt', 'desc').limit(500).execute()
}

/** Offers a place, by mail too. Answers the token, which is kept as its hash only. */
export async function invite(tx: Tx, manager: Manager, person: NewPerson) {
  const { place, rules } = manager
  const roles = [...new Set(person.roles)]
  const email = normaliseEmail(person.email)
  rules.assertKnown(roles)
  const own = await lockManager(tx, manager)
  if (!rules.covers(own.roles, roles)) throw new DomainError('forbidden', { field: 'roles' })
  if (await isActiveMember(tx, place.tenantId, email))
    throw new DomainError('already_exists', { field: 'email' })
  await revokeExpired(tx, place.tenantId, email)
  const id = newId()
  const token = randomBytes(32).toString('base64url')
  await tx
    .insertInto('control.invitations')
    .values({
      tenantId: place.tenantId,
      id,
      email,
      name: person.name,
      roles,
      invitedBy: own.id,
      tokenHash: hashOfToken(token),
      expiresAt: expiry,
    })
    .execute()
  await sendLater(tx, place.tenantId, id)
  changed(tx, { entity: 'invitation', id, after: { email, name: person.name, roles } })
  return { invitation: await getInvitation(tx, place.tenantId, id), token }
}

/** Gives an invitation another token and more time, in the name of whoever sends it again. */
export async function resendInvitation(tx: Tx, manager: Manager, id: string) {
  const { place, rules } = manager
  const own = await lockManager(tx, manager)
  const { roles } = await getInvitation(tx, place.tenantId, id)
  if (!rules.covers(own.roles, roles)) throw new DomainError('forbidden')
  const token = randomBytes(32).toString('base64url')
  await tx
    .updateTable('control.invitations')
    .set({
      tokenHash: hashOfToken(token),
      mailedTokenHash: null,
      sendings: sql`sendings + 1`,
      expiresAt: expiry,
      invitedBy: own.id,
    })
    .where('tenantId', '=', place.tenantId)
    .where('id', '=', id)
    .execute()
  await sendLater(tx, place.tenantId, id)
  return { invitation: await getInvitation(tx, place.tenantId, id), token }
}

export async function revokeInvitation(tx: Tx, manager: Manager, id: string) {
  await lockManager(tx, manager)
  const { tenantId } = manager.place
  await getInvitation(tx, tenantId, id)
  await tx
    .updateTable('control.invitations')
    .set({ revokedAt: sql`now()` })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute()
}

/** The mail carries the number of the sending that it is for: one that is late is none any more. */
async function sendLater(tx: Tx, tenantId: string, invitationId: string) {
  const { sendings: sending } = await tx
    .selectFrom('control.invitations')
    .select('sendings')
    .where('tenantId', '=', tenantId)
    .where('id', '=', invitationId)
    .executeTakeFirstOrThrow()
  await enqueue(tx, { name: 'send-invitation', payload: { tenantId, invitationId, sending }, tenantId })
}

interface Sending {
  tenantId: string
  invitationId: string
  sending: number
}

/** Makes the token of an invitation's mail, at the moment it is sent. Nothing where that sending is over. */
export async function issueMailedToken(tx: Tx, { tenantId, invitationId, sending }: Sending) {
  const token = randomBytes(32).toString('base64url')
  const [issued] = await tx
    .raw<{ name: string; email: string; expiresAt: string; sender: string }>(
      sql`update control.invitations invitation set mailed_token_hash = ${hashOfToken(token)}
            from control.members member
            join control.accounts account on account.id = member.account_id
           where invitation.tenant_id = ${tenantId} and invitation.id = ${invitationId}
             and invitation.sendings = ${sending} and invitation.accepted_at is null
             and invitation.revoked_at is null and invitation.expires_at > now()
             and member.tenant_id = invitation.tenant_id and member.id = invitation.invited_by
          returning invitation.name, invitation.email, invitation.expires_at, account.name as sender`,
    )
    .execute()
  return issued && { ...issued, token }
}

/** The open invitation of a token in this tenant, with its account where there is one. */
export async function getInvitationByToken(db: Reader, tenantId: string, token: string) {
  const tokenHash = hashOfToken(token)
  const found = await db
    .selectFrom('control.invitations as invitation')
    .leftJoin('control.accounts as account', 'account.email', 'invitation.email')
    .select([
      'invitation.id',
      'invitation.email',
      'invitation.name',
      'invitation.roles',
      'account.id as accountId',
      'account.passwordHash',
    ])
    .select(sql<boolean>`coalesce(invitation.mailed_token_hash = ${tokenHash}, false)`.as('byMail'))
    .where('invitation.tenantId', '=', tenantId)
    .where(({ or, eb }) => or([eb('tokenHash', '=', tokenHash), eb('mailedTokenHash', '=', tokenHash)]))
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where(sql<boolean>`expires_at > now()`)
    .executeTakeFirst()
  if (!found) throw new DomainError('link_over')
  return found
}

async function getInvitation(db: Reader, tenantId: string, id: string) {
  const found = await selectOpen(db, tenantId).where('id', '=', id).executeTakeFirst()
  if (!found) throw new DomainError('not_found')
  return found
}

function selectOpen(db: Reader, tenantId: string) {
  return db
    .selectFrom('control.invitations')
    .select(['id', 'email', 'name', 'roles', 'createdAt', 'expiresAt'])
    .select(sql<'open' | 'expired'>`case when expires_at > now() then 'open' else 'expired' end`.as('status'))
    .where('tenantId', '=', tenantId)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
}

async function isActiveMember(tx: Tx, tenantId: string, email: string) {
  const found = await tx
    .selectFrom('control.members as member')
    .innerJoin('control.accounts as account', 'account.id', 'member.accountId')
    .select('member.id')
    .where('member.tenantId', '=', tenantId)
    .where('member.status', '=', 'active')
    .where('account.email', '=', email)
    .executeTakeFirst()
  return found !== undefined
}

/** So that an address that missed its time can be invited anew. */
async function revokeExpired(tx: Tx, tenantId: string, email: string) {
  await tx
    .updateTable('control.invitations')
    .set({ revokedAt: sql`now()` })
    .where('tenantId', '=', tenantId)
    .where('email', '=', email)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where(sql<boolean>`expires_at <= now()`)
    .execute()
}
