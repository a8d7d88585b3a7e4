import { Type } from 'typebox'
import { EmailAddress, oneOf } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { Password } from '../identity.contract.ts'

const RefreshToken = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/** Both are shown here and never again. */
const Tokens = strictObject({
  /** A JWT: `Authorization: Bearer …`, at this tenant's address alone. */
  accessToken: Type.String(),
  tokenType: oneOf('Bearer'),
  /** Seconds. */
  expiresIn: Type.Integer(),
  /** Used once, for the next pair. Used twice, it ends all that came from this sign-in. */
  refreshToken: Type.String(),
})

/** Signs a program in for a person: with his password, and a code where he has a second factor. */
export const createTokens = route({
  method: 'POST',
  url: '/tokens',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({
    email: EmailAddress,
    password: Password,
    /** Of his app, or one of his recovery codes. */
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  }),
  reply: Tokens,
})

export const refreshTokens = route({
  method: 'POST',
  url: '/tokens/refresh',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({ refreshToken: RefreshToken }),
  reply: Tokens,
})

/** Signs the program out. */
export const revokeTokens = route({
  method: 'POST',
  url: '/tokens/revoke',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({ refreshToken: RefreshToken }),
  reply: Nothing,
})

/** The public keys of this deployment's access tokens, as RFC 7517 wants them. */
export const listPublicKeys = route({
  method: 'GET',
  url: '/jwks',
  permission: 'public',
  health: false,
  reply: strictObject({
    keys: Type.Array(
      strictObject({
        kty: Type.String(),
        crv: Type.String(),
        x: Type.String(),
        kid: Type.String(),
        alg: Type.String(),
        use: Type.String(),
      }),
    ),
  }),
})
