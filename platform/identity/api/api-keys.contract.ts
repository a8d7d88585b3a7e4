import { type Static, Type } from 'typebox'
import { idOf, nullable, text, Timestamp } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { Password } from '../identity.contract.ts'

const ApiKey = strictObject({
  id: idOf('API key'),
  name: Type.String(),
  /** Its last four characters. */
  hint: Type.String(),
  scopes: Type.Array(Type.String()),
  madeBy: Type.String(),
  createdAt: Timestamp,
  expiresAt: Timestamp,
  expired: Type.Boolean(),
  /** To the minute; null while nobody has used it. */
  usedAt: nullable(Timestamp),
})
export type ApiKey = Static<typeof ApiKey>

export const listApiKeys = route({
  method: 'GET',
  url: '/api-keys',
  permission: 'apikey.manage',
  health: false,
  reply: strictObject({
    items: Type.Array(ApiKey),
    /** What the caller may give to a key. */
    scopes: Type.Array(Type.String()),
  }),
})

/** The key is shown here and never again. It asks for the password: a desk left open must not leave a door behind. */
export const makeApiKey = route({
  method: 'POST',
  url: '/api-keys',
  permission: 'apikey.manage',
  health: false,
  creates: true,
  body: strictObject({
    name: text(100),
    scopes: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 100 }),
    /** How long it lets anybody in. */
    days: Type.Integer({ minimum: 1, maximum: 366 }),
    password: Password,
  }),
  reply: strictObject({ apiKey: ApiKey, key: Type.String() }),
})

export const revokeApiKey = route({
  method: 'DELETE',
  url: '/api-keys/:apiKeyId',
  permission: 'apikey.manage',
  health: false,
  whileSuspended: true,
  params: strictObject({ apiKeyId: idOf('API key') }),
  reply: Nothing,
})
