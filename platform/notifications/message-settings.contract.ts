import { type Static, Type } from 'typebox'
import { idOf, nullable, oneOf, text } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { channels } from './kinds.ts'

const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })

/** When people are left in peace, and how often one of them may be reminded. */
export const MessageSettings = strictObject({
  /** In the recipient's zone; equal times: no quiet hours. */
  quietFrom: Time,
  quietUntil: Time,
  perDay: Type.Integer({ minimum: 1, maximum: 20 }),
  perMonth: Type.Integer({ minimum: 1, maximum: 100 }),
  /** 0 before the first change, when there is nothing that `If-Match` could name. */
  version: Type.Integer({ minimum: 0 }),
})
export type MessageSettings = Static<typeof MessageSettings>

export const getMessageSettings = route({
  method: 'GET',
  url: '/message-settings',
  permission: 'message.manage',
  health: false,
  reply: MessageSettings,
})

export const saveMessageSettings = route({
  method: 'PUT',
  url: '/message-settings',
  permission: 'message.manage',
  health: false,
  body: MessageSettings,
  reply: MessageSettings,
})

const Language = oneOf('en', 'hi')
const own = {
  /** The tenant's own words; null: the product's. */
  title: nullable(text(200)),
  body: nullable(text(1_000)),
  /** Under which names providers have approved the text. */
  contentSid: nullable(Type.String({ pattern: '^HX[0-9a-f]{32}$' })),
  metaName: nullable(Type.String({ pattern: '^[a-z0-9_]+$', maxLength: 512 })),
  metaLanguage: nullable(Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2})?$' })),
}

export const MessageTemplateView = strictObject({
  name: Type.String(),
  language: Language,
  kind: Type.String(),
  channels: Type.Array(oneOf(...channels)),
  variables: Type.Array(Type.String()),
  /** The product's words. */
  standard: strictObject({ title: Type.String(), body: Type.String() }),
  ...own,
  version: Type.Integer({ minimum: 0 }),
})
export type MessageTemplateView = Static<typeof MessageTemplateView>

export const listMessageTemplates = route({
  method: 'GET',
  url: '/message-templates',
  permission: 'message.manage',
  health: false,
  reply: strictObject({ items: Type.Array(MessageTemplateView) }),
})

export const saveMessageTemplate = route({
  method: 'PUT',
  url: '/message-templates/:name/:language',
  permission: 'message.manage',
  health: false,
  params: strictObject({
    name: Type.String({ pattern: '^[a-z][a-z0-9-]{1,59}$' }),
    language: Language,
  }),
  body: strictObject({ ...own, version: Type.Integer({ minimum: 0 }) }),
  reply: MessageTemplateView,
})

/** Sends a few words to a phone of one's own, to see that the account works. */
export const sendTestMessage = route({
  method: 'POST',
  url: '/test-messages',
  permission: 'message.manage',
  health: false,
  creates: true,
  body: strictObject({ phone: Type.String({ pattern: '^\\+[1-9]\\d{6,14}$' }) }),
  reply: strictObject({ messageId: idOf('message') }),
})
