import { Type } from 'typebox'
import { nullable, text } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { Session } from '../identity.contract.ts'

/** Bytes as browsers write them in JSON. */
const Base64url = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' })
const CredentialId = Base64url(1400)
const Transports = Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })

/** A passkey that a browser has made, as far as it matters here. */
export const NewPasskey = strictObject({
  id: CredentialId,
  clientDataJSON: Base64url(4000),
  attestationObject: Base64url(20_000),
  transports: Transports,
})

/** A passkey that somebody has shown. */
export const ShownPasskey = strictObject({
  id: CredentialId,
  clientDataJSON: Base64url(4000),
  authenticatorData: Base64url(4000),
  signature: Base64url(4000),
})

/** Whoever answers it shows who he is: no name is asked for, so none can be found out. */
export const askForPasskey = route({
  method: 'POST',
  url: '/session/passkey/challenge',
  permission: 'public',
  health: false,
  whileSuspended: true,
  reply: strictObject({ challenge: Type.String(), rpId: Type.String(), timeout: Type.Integer() }),
})

/** A passkey is both factors at once: with it nothing else is asked for. */
export const signInWithPasskey = route({
  method: 'POST',
  url: '/session/passkey',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: ShownPasskey,
  reply: Session,
})

export const beginPasskey = route({
  method: 'POST',
  url: '/account/passkeys/challenge',
  permission: 'member',
  health: false,
  whileSuspended: true,
  whileLimited: ['enrol_factor'],
  reply: strictObject({
    challenge: Type.String(),
    rp: strictObject({ id: Type.String(), name: Type.String() }),
    user: strictObject({ id: Type.String(), name: Type.String(), displayName: Type.String() }),
    algorithms: Type.Array(Type.Integer()),
    /** The passkeys that this person has already. */
    known: Type.Array(strictObject({ id: Type.String(), transports: Type.Array(Type.String()) })),
    timeout: Type.Integer(),
  }),
})

/** The caller's other sessions end, and this one gets a new id. */
export const addPasskey = route({
  method: 'POST',
  url: '/account/passkeys',
  permission: 'member',
  health: false,
  whileSuspended: true,
  whileLimited: ['enrol_factor'],
  body: strictObject({ name: text(60), passkey: NewPasskey }),
  reply: strictObject({ recoveryCodes: nullable(Type.Array(Type.String())) }),
})
