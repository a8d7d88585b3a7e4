import { type Static, Type } from 'typebox'
import { EmailAddress, idOf, nullable, text, Timestamp } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { NewPassword, Password } from './identity.contract.ts'

/** The caller's other sessions end, and this one gets a new id. */
export const changePassword = route({
  method: 'POST',
  url: '/account/password',
  permission: 'member',
  health: false,
  whileSuspended: true,
  whileLimited: ['temporary_password'],
  body: strictObject({ password: Password, newPassword: NewPassword }),
  reply: Nothing,
})

/** What the caller is called, in every clinic and shop he belongs to. */
export const changeName = route({
  method: 'PATCH',
  url: '/account',
  permission: 'member',
  health: false,
  whileSuspended: true,
  body: strictObject({ name: text(200) }),
  reply: Nothing,
})

const OpenSession = strictObject({
  id: idOf('session'),
  /** What the browser calls itself; null where it says nothing. */
  device: nullable(Type.String()),
  network: nullable(Type.String()),
  host: Type.String(),
  createdAt: Timestamp,
  /** To the minute. */
  seenAt: Timestamp,
  /** Is it the one that asks? */
  current: Type.Boolean(),
})
export type OpenSession = Static<typeof OpenSession>

export const listSessions = route({
  method: 'GET',
  url: '/account/sessions',
  permission: 'member',
  health: false,
  reply: strictObject({ items: Type.Array(OpenSession) }),
})

export const endOneSession = route({
  method: 'DELETE',
  url: '/account/sessions/:sessionId',
  permission: 'member',
  health: false,
  whileSuspended: true,
  params: strictObject({ sessionId: idOf('session') }),
  reply: Nothing,
})

/** Signs out everywhere, here too. */
export const endAllSessions = route({
  method: 'DELETE',
  url: '/account/sessions',
  permission: 'member',
  health: false,
  whileSuspended: true,
  whileLimited: ['temporary_password', 'enrol_factor'],
  reply: Nothing,
})

export const getEmail = route({
  method: 'GET',
  url: '/account/email',
  permission: 'member',
  health: false,
  reply: strictObject({
    email: Type.String(),
    /** Has its person opened a link that was sent there? */
    verified: Type.Boolean(),
    /** The address that waits for the same, to take this one's place. */
    pending: nullable(Type.String()),
  }),
})

/** Sends a link to the present address. */
export const verifyEmail = route({
  method: 'POST',
  url: '/account/email/verification',
  permission: 'member',
  health: false,
  whileSuspended: true,
  reply: Nothing,
})

/** Sends a link to the new address. The answer is the same whether somebody else has it or not. */
export const changeEmail = route({
  method: 'POST',
  url: '/account/email',
  permission: 'member',
  health: false,
  whileSuspended: true,
  body: strictObject({ email: EmailAddress, password: Password }),
  reply: Nothing,
})
