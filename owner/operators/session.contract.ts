import { Type } from 'typebox'
import { EmailAddress, idOf, oneOf } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { NewPassword, Password } from '#platform/identity/identity.contract.ts'

export const OperatorRoleName = oneOf('admin', 'support', 'billing', 'read_only')

/** A link's token, as it is made: 256 bits. */
export const LinkToken = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/** Who is signed in to the console, and what he may do there. */
export const OperatorSession = strictObject({
  operator: strictObject({
    id: idOf('operator'),
    email: Type.String(),
    name: Type.String(),
    role: OperatorRoleName,
  }),
  permissions: Type.Array(Type.String()),
  /** What he has to do before anything else: show his second factor, or enrol one. */
  step: oneOf('none', 'second_factor', 'enrol'),
})

export const signIn = route({
  method: 'POST',
  url: '/session',
  permission: 'public',
  health: false,
  body: strictObject({ email: EmailAddress, password: Password }),
  reply: OperatorSession,
})

export const getSession = route({
  method: 'GET',
  url: '/session',
  permission: 'operator',
  health: false,
  whileLimited: true,
  reply: OperatorSession,
})

/** Public, so that somebody who was disabled can still leave. */
export const signOut = route({
  method: 'DELETE',
  url: '/session',
  permission: 'public',
  health: false,
  reply: Nothing,
})

/** Whose link it is, for the page to say. */
export const lookAtLink = route({
  method: 'POST',
  url: '/links/look',
  permission: 'public',
  health: false,
  body: strictObject({ token: LinkToken }),
  reply: strictObject({ email: Type.String(), name: Type.String() }),
})

/** Chooses a password by the link that the invitation came with. It works once, and signs in. */
export const takeLink = route({
  method: 'POST',
  url: '/links/take',
  permission: 'public',
  health: false,
  body: strictObject({ token: LinkToken, password: NewPassword }),
  reply: OperatorSession,
})
