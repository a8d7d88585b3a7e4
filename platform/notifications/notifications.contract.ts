/** Told of one's own bell, and of what is sent to others; and who may hear it. */
export const notificationEvents = {
  /** With the id of the member whose bell it is. */
  'notification.changed': 'member',
  'message.changed': 'message.read',
} as const
