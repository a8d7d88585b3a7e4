import { Type } from 'typebox'
import { idOf } from '#contract/formats.ts'
import { AFile, Nothing, route, strictObject } from '#contract/route.ts'

/** A provider tells of one message, or of a few at once. */
const maxBytes = 256 * 1024

/** Twilio tells what became of a message, or what a person wrote. Signed with the tenant's own token. */
export const twilioCallback = route({
  method: 'POST',
  url: '/whatsapp/twilio',
  permission: 'public',
  health: false,
  whileSuspended: true,
  query: strictObject({ attempt: Type.Optional(idOf('attempt')) }),
  raw: { contentTypes: ['application/x-www-form-urlencoded'], maxBytes },
  reply: Nothing,
})

/** Meta asks whether this address is ours, and is answered with what it has brought. */
export const metaHandshake = route({
  method: 'GET',
  url: '/whatsapp/meta',
  permission: 'public',
  health: false,
  query: strictObject({
    'hub.mode': Type.String({ maxLength: 40 }),
    'hub.challenge': Type.String({ maxLength: 200, pattern: '^[A-Za-z0-9_-]+$' }),
    'hub.verify_token': Type.String({ maxLength: 200 }),
  }),
  reply: AFile,
})

/** The same from Meta, signed with its app's secret. */
export const metaCallback = route({
  method: 'POST',
  url: '/whatsapp/meta',
  permission: 'public',
  health: false,
  whileSuspended: true,
  raw: { contentTypes: ['application/json'], maxBytes },
  reply: strictObject({ received: Type.Boolean() }),
})
