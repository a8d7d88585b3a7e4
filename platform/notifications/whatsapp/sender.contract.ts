import { type Static, Type } from 'typebox'
import { nullable, oneOf, text } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'

const Provider = oneOf('twilio', 'meta')

/** By which account the tenant sends, and what has to be entered at the provider. Secrets are never shown again. */
export const WhatsAppSender = strictObject({
  provider: nullable(Provider),
  sender: nullable(Type.String()),
  account: nullable(Type.String()),
  twilioUrl: Type.String(),
  metaUrl: Type.String(),
  metaVerifyToken: Type.String(),
})
export type WhatsAppSender = Static<typeof WhatsAppSender>

export const getWhatsAppSender = route({
  method: 'GET',
  url: '/whatsapp-sender',
  permission: 'message.manage',
  health: false,
  reply: WhatsAppSender,
})

const NewWhatsAppSender = strictObject({
  provider: Provider,
  /** Twilio: `+14155238886` or `MG…`. Meta: the id of the phone number. */
  sender: text(60),
  /** Twilio: `AC…`. */
  account: Type.Optional(text(60)),
  /** Twilio's auth token, Meta's access token. */
  secret: text(1_000),
  /** Meta's app secret. */
  signingSecret: Type.Optional(text(200)),
})
export type NewWhatsAppSender = Static<typeof NewWhatsAppSender>

export const saveWhatsAppSender = route({
  method: 'PUT',
  url: '/whatsapp-sender',
  permission: 'message.manage',
  health: false,
  body: NewWhatsAppSender,
  reply: WhatsAppSender,
})

export const removeWhatsAppSender = route({
  method: 'DELETE',
  url: '/whatsapp-sender',
  permission: 'message.manage',
  health: false,
  reply: Nothing,
})
