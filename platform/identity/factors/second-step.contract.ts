import { Type } from 'typebox'
import { oneOf } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { Session } from '../identity.contract.ts'

/** The second step of signing in: a code of the authenticator app, or one of the recovery codes. */
export const showFactor = route({
  method: 'POST',
  url: '/session/factor',
  permission: 'member',
  health: false,
  whileSuspended: true,
  whileLimited: true,
  body: strictObject({
    way: oneOf('code', 'recovery_code'),
    code: Type.String({ minLength: 1, maxLength: 100 }),
  }),
  reply: Session,
})
