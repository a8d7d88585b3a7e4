import { Type } from 'typebox'
import { idOf, nullable, oneOf, Timestamp, text } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { Password } from '../identity.contract.ts'

/** What somebody may do who has to enrol before anything else. */
const whileLimited = ['enrol_factor'] as const

const FactorName = text(60)
const TotpCode = Type.String({ pattern: '^\\d{6}$' })

/** Told once, and never again. */
const RecoveryCodes = Type.Array(Type.String())

const Factor = strictObject({
  id: idOf('factor'),
  kind: oneOf('totp', 'passkey'),
  name: Type.String(),
  createdAt: Timestamp,
  usedAt: nullable(Timestamp),
})

/** One's second factors. Nothing of a secret is in it. */
export const getFactors = route({
  method: 'GET',
  url: '/account/factors',
  permission: 'member',
  health: false,
  whileLimited,
  reply: strictObject({
    items: Type.Array(Factor),
    recoveryCodesLeft: Type.Integer(),
    /** One of the caller's tenants asks for a second factor: the last one can't be removed. */
    required: Type.Boolean(),
    /** Has the caller shown within the last minutes who he is? Changes ask for that. */
    confirmed: Type.Boolean(),
    /** Do passkeys work at this address? */
    passkeysHere: Type.Boolean(),
  }),
})

/** Shows once more who one is, with the password or with a code; then factors can be changed for a few minutes. */
export const confirmIdentity = route({
  method: 'POST',
  url: '/account/confirmation',
  permission: 'member',
  health: false,
  whileSuspended: true,
  whileLimited,
  body: strictObject({ password: Type.Optional(Password), code: Type.Optional(TotpCode) }),
  reply: Nothing,
})

/** Begins an authenticator app. It counts once `confirmTotp` has seen a code of it; the secret is told this once. */
export const beginTotp = route({
  method: 'POST',
  url: '/account/factors/totp',
  permission: 'member',
  health: false,
  whileSuspended: true,
  whileLimited,
  body: strictObject({ name: FactorName }),
  reply: strictObject({
    id: idOf('factor'),
    secret: Type.String(),
    /** The same for a camera: a path of unit squares, `size` of them wide and high. */
    qr: strictObject({ size: Type.Integer(), path: Type.String() }),
  }),
})

/** The caller's other sessions end, and this one gets a new id. */
export const confirmTotp = route({
  method: 'POST',
  url: '/account/factors/:factorId/confirm',
  permission: 'member',
  health: false,
  whileSuspended: true,
  whileLimited,
  params: strictObject({ factorId: idOf('factor') }),
  body: strictObject({ code: TotpCode }),
  reply: strictObject({ recoveryCodes: nullable(RecoveryCodes) }),
})

export const renameFactor = route({
  method: 'PATCH',
  url: '/account/factors/:factorId',
  permission: 'member',
  health: false,
  whileSuspended: true,
  params: strictObject({ factorId: idOf('factor') }),
  body: strictObject({ name: FactorName }),
  reply: Nothing,
})

/** The caller's other sessions end. */
export const removeFactor = route({
  method: 'DELETE',
  url: '/account/factors/:factorId',
  permission: 'member',
  health: false,
  whileSuspended: true,
  params: strictObject({ factorId: idOf('factor') }),
  reply: Nothing,
})

/** Ten new ones; those before are good for nothing any more. */
export const replaceRecoveryCodes = route({
  method: 'POST',
  url: '/account/recovery-codes',
  permission: 'member',
  health: false,
  whileSuspended: true,
  reply: strictObject({ codes: RecoveryCodes }),
})
