import { Type } from 'typebox'
import { idOf, nullable, Timestamp } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { NewPassword, Password } from './identity.contract.ts'

/** The caller's other sessions end, and this one gets a new id. */
export const changePassword = route({
  method: 'POST',
  url: '/account/password',
  permission: 'member',
  health: false,
  whileSuspended: true,
  whileLimited: true,
  body: strictObject({ password: Password, newPassword: NewPassword }),
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
  whileLimited: true,
  reply: Nothing,
})
