import { Type } from 'typebox'
import { idOf, nullable, oneOf, text, Timestamp } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { Password } from '#platform/identity/identity.contract.ts'
import { OperatorSession } from './session.contract.ts'

const Code = Type.String({ pattern: '^[0-9]{6}$' })

/** A code of the app, or a recovery code where the app is lost. The session gets a new id. */
export const showFactor = route({
  method: 'POST',
  url: '/second-factor',
  permission: 'operator',
  health: false,
  whileLimited: true,
  body: strictObject({
    kind: oneOf('code', 'recovery_code'),
    code: Type.String({ minLength: 1, maxLength: 60 }),
  }),
  reply: OperatorSession,
})

/** A new authenticator app. Whoever has one already types his password again. */
export const beginApp = route({
  method: 'POST',
  url: '/factors/app',
  permission: 'operator',
  health: false,
  whileLimited: true,
  body: strictObject({ name: text(60), password: Type.Optional(Password) }),
  reply: strictObject({
    id: idOf('factor'),
    /** To type where there is no camera. */
    secret: Type.String(),
    uri: Type.String(),
    /** A QR code of `uri` as a path of unit squares. */
    qr: strictObject({ size: Type.Integer(), path: Type.String() }),
  }),
})

/** The app counts when it has shown a code; with the first one come recovery codes, this once. */
export const confirmApp = route({
  method: 'POST',
  url: '/factors/app/:factorId/confirm',
  permission: 'operator',
  health: false,
  whileLimited: true,
  params: strictObject({ factorId: idOf('factor') }),
  body: strictObject({ code: Code }),
  reply: strictObject({ session: OperatorSession, recoveryCodes: Type.Array(Type.String()) }),
})

export const getFactors = route({
  method: 'GET',
  url: '/factors',
  permission: 'operator',
  health: false,
  reply: strictObject({
    items: Type.Array(
      strictObject({
        id: idOf('factor'),
        name: Type.String(),
        createdAt: Timestamp,
        usedAt: nullable(Timestamp),
      }),
    ),
    recoveryCodesLeft: Type.Integer(),
  }),
})

/** Takes the place of the codes before. */
export const renewRecoveryCodes = route({
  method: 'POST',
  url: '/recovery-codes',
  permission: 'operator',
  health: false,
  body: strictObject({ password: Password }),
  reply: strictObject({ recoveryCodes: Type.Array(Type.String()) }),
})
