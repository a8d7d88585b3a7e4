import { Type } from 'typebox'
import { idOf, nullable, Timestamp } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { NewPassword, Password } from '#platform/identity/identity.contract.ts'

/** The caller's other sessions end, and this one gets a new id. */
export const changePassword = route({
  method: 'POST',
  url: '/account/password',
  permission: 'operator',
  health: false,
  body: strictObject({ password: Password, newPassword: NewPassword }),
  reply: Nothing,
})

export const listSessions = route({
  method: 'GET',
  url: '/account/sessions',
  permission: 'operator',
  health: false,
  reply: strictObject({
    items: Type.Array(
      strictObject({
        id: idOf('session'),
        device: nullable(Type.String()),
        network: nullable(Type.String()),
        createdAt: Timestamp,
        seenAt: Timestamp,
        /** Is it the one that asks? */
        current: Type.Boolean(),
      }),
    ),
  }),
})

export const endOneSession = route({
  method: 'DELETE',
  url: '/account/sessions/:sessionId',
  permission: 'operator',
  health: false,
  params: strictObject({ sessionId: idOf('session') }),
  reply: Nothing,
})

/** Signs out everywhere, here too. */
export const endAllSessions = route({
  method: 'DELETE',
  url: '/account/sessions',
  permission: 'operator',
  health: false,
  reply: Nothing,
})
