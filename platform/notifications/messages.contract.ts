import { type Static, Type } from 'typebox'
import { idOf, nullable, oneOf, Paging, Timestamp } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { messageStates } from './message-states.ts'

const Text = nullable(Type.String())
const State = oneOf(...messageStates)

/** A message to somebody outside, or a mail to a member: what it says, and how far it got. */
export const Message = strictObject({
  id: idOf('message'),
  channel: oneOf('email', 'whatsapp'),
  kind: Type.String(),
  recipient: strictObject({ kind: Type.String(), id: Type.String(), name: Type.String(), address: Text }),
  subject: nullable(strictObject({ kind: Type.String(), id: Type.String() })),
  title: Type.String(),
  /** The exact text. */
  body: Type.String(),
  state: State,
  /** Why: `quiet_hours`, `no_consent`, `no_provider`, or what the provider said in a word of ours. */
  reason: Text,
  /** The provider's own. */
  errorCode: Text,
  dueAt: nullable(Timestamp),
  sentAt: nullable(Timestamp),
  deliveredAt: nullable(Timestamp),
  readAt: nullable(Timestamp),
  byHand: Type.Boolean(),
  createdAt: Timestamp,
  /** Opens WhatsApp with the text written; only where nobody has sent it and somebody may. */
  waLink: Text,
  can: strictObject({ markSent: Type.Boolean(), retry: Type.Boolean() }),
})
export type Message = Static<typeof Message>

const OneMessage = strictObject({ messageId: idOf('message') })

/** What was said to others, newest first. In a clinic that is who comes when, and to whom. */
export const listMessages = route({
  method: 'GET',
  url: '/messages',
  permission: 'message.read',
  health: true,
  query: strictObject({
    ...Paging,
    state: Type.Optional(State),
    channel: Type.Optional(oneOf('email', 'whatsapp')),
    /** What it is about or whom it is for: a customer's or a patient's id. */
    about: Type.Optional(Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })),
  }),
  reply: strictObject({ items: Type.Array(Message), next: nullable(Type.String()) }),
})

export const getMessage = route({
  method: 'GET',
  url: '/messages/:messageId',
  permission: 'message.read',
  health: true,
  params: OneMessage,
  reply: Message,
})

/** Somebody has sent it from his own phone: it counts as sent from then on, and says by hand. */
export const markSentByHand = route({
  method: 'POST',
  url: '/messages/:messageId/sent-by-hand',
  permission: 'message.send',
  health: true,
  params: OneMessage,
  reply: Message,
})

/** Tries again what failed, was not sent, or has gone out or not, nobody knows. */
export const retryMessage = route({
  method: 'POST',
  url: '/messages/:messageId/retry',
  permission: 'message.send',
  health: true,
  params: OneMessage,
  reply: Message,
})
