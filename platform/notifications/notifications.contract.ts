import { type Static, Type } from 'typebox'
import { idOf, nullable, oneOf, Paging, Timestamp } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { memberKinds } from './kinds.ts'

/** What one member is told in the app. It says what happened and leads there; what is confidential stays behind the link. */
export const Notification = strictObject({
  id: idOf('notification'),
  kind: Type.String(),
  title: Type.String(),
  body: Type.String(),
  /** The page that shows more, below the tenant's address. */
  path: nullable(Type.String()),
  readAt: nullable(Timestamp),
  createdAt: Timestamp,
})
export type Notification = Static<typeof Notification>

/** One's own, newest first. */
export const listNotifications = route({
  method: 'GET',
  url: '/notifications',
  permission: 'member',
  health: false,
  query: strictObject({
    ...Paging,
    unread: Type.Optional(Type.Boolean()),
    kind: Type.Optional(oneOf(...memberKinds)),
  }),
  reply: strictObject({
    items: Type.Array(Notification),
    next: nullable(Type.String()),
    /** Of all, whatever was asked for. */
    unread: Type.Integer(),
  }),
})

export const readNotification = route({
  method: 'POST',
  url: '/notifications/:notificationId/read',
  permission: 'member',
  health: false,
  params: strictObject({ notificationId: idOf('notification') }),
  reply: Nothing,
})

/** Marks what its reader has seen: what came after the named one stays unread. */
export const readNotifications = route({
  method: 'POST',
  url: '/notifications/read',
  permission: 'member',
  health: false,
  body: strictObject({ upTo: idOf('notification') }),
  reply: Nothing,
})

const Preference = strictObject({
  kind: oneOf(...memberKinds),
  channel: oneOf('in_app', 'email'),
  wanted: Type.Boolean(),
})
export type Preference = Static<typeof Preference>

/** By which way one is told of each kind. */
export const listPreferences = route({
  method: 'GET',
  url: '/notification-preferences',
  permission: 'member',
  health: false,
  reply: strictObject({ items: Type.Array(Preference) }),
})

export const setPreference = route({
  method: 'PUT',
  url: '/notification-preferences',
  permission: 'member',
  health: false,
  body: Preference,
  reply: Preference,
})

/** Told of one's own bell, and of what is sent to others; and who may hear it. */
export const notificationEvents = {
  /** With the id of the member whose bell it is. */
  'notification.changed': 'member',
  'message.changed': 'message.read',
} as const
