import { Type } from 'typebox'
import { EmailAddress, idOf, oneOf, text, Timestamp } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { Password } from '#platform/identity/identity.contract.ts'
import { Member, Roles } from './members.contract.ts'

const person = { email: EmailAddress, name: text(200), roles: Roles }

/**
 * Makes a member at once, with an account that has a temporary password: shown here, and never again. `mailed`: it is on its
 * way to him, too.
 */
export const createMember = route({
  method: 'POST',
  url: '/members',
  permission: 'member.write',
  health: false,
  creates: true,
  body: strictObject(person),
  reply: strictObject({
    member: Member,
    temporaryPassword: Type.String(),
    /** Then it lets nobody in any more. */
    temporaryUntil: Timestamp,
    mailed: Type.Boolean(),
  }),
})

const Invitation = strictObject({
  id: idOf('invitation'),
  email: Type.String(),
  name: Type.String(),
  roles: Roles,
  status: oneOf('open', 'expired'),
  createdAt: Timestamp,
  expiresAt: Timestamp,
})

/** With a link that accepts it, which is shown here and never again. `mailed`: another one is on its way by mail. */
const SentInvitation = strictObject({ invitation: Invitation, link: Type.String(), mailed: Type.Boolean() })

const params = strictObject({ invitationId: idOf('invitation') })

/** Those that nobody has accepted yet. */
export const listInvitations = route({
  method: 'GET',
  url: '/invitations',
  permission: 'member.read',
  health: false,
  reply: strictObject({ items: Type.Array(Invitation) }),
})

export const invite = route({
  method: 'POST',
  url: '/invitations',
  permission: 'member.write',
  health: false,
  creates: true,
  body: strictObject(person),
  reply: SentInvitation,
})

/** Another link and a week more; the former link is worth nothing from then on. */
export const resendInvitation = route({
  method: 'POST',
  url: '/invitations/:invitationId/resend',
  permission: 'member.write',
  health: false,
  params,
  reply: SentInvitation,
})

export const revokeInvitation = route({
  method: 'DELETE',
  url: '/invitations/:invitationId',
  permission: 'member.write',
  health: false,
  params,
  reply: Nothing,
})

const Token = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/** What somebody who has the link is told before he accepts. */
export const lookAtInvitation = route({
  method: 'POST',
  url: '/invitations/look',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({ token: Token }),
  reply: strictObject({
    email: Type.String(),
    name: Type.String(),
    roles: Roles,
    /** He has an account and needs its password; else he chooses one. */
    hasAccount: Type.Boolean(),
  }),
})

/** Joins the tenant, with the password of the account there is or of the new one. Signing in is the next step. */
export const acceptInvitation = route({
  method: 'POST',
  url: '/invitations/accept',
  permission: 'public',
  health: false,
  body: strictObject({ token: Token, password: Password, name: Type.Optional(text(200)) }),
  reply: Nothing,
})
