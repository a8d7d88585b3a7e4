import { type Static, Type } from 'typebox'
import { EmailAddress, oneOf } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { NewPassword } from './identity.contract.ts'

/** What stands behind the `#` of a link that was sent by mail. */
export const LinkToken = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/** The answer is the same whether anybody has the address or not. */
export const askForPasswordLink = route({
  method: 'POST',
  url: '/password-links',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({ email: EmailAddress }),
  reply: Nothing,
})

/** Whose password it is. Looking uses the link up no more than a mail scanner that opens the page does. */
export const lookAtPasswordLink = route({
  method: 'POST',
  url: '/password-links/look',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({ token: LinkToken }),
  reply: strictObject({ email: Type.String() }),
})

/** Signs out everywhere. Signing in is the next step, with the second factor where there is one. */
export const setPasswordByLink = route({
  method: 'POST',
  url: '/password-links/use',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({ token: LinkToken, newPassword: NewPassword }),
  reply: Nothing,
})

const ConfirmedEmail = strictObject({ kind: oneOf('verify_email', 'change_email'), email: Type.String() })
export type ConfirmedEmail = Static<typeof ConfirmedEmail>

/** Verifies an address, or takes it in place of the former one. */
export const confirmEmail = route({
  method: 'POST',
  url: '/email-links/use',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({ token: LinkToken }),
  reply: ConfirmedEmail,
})
