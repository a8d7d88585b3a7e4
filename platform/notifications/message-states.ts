/** Where a message can be. It only ever moves forward, except that a try which failed for now puts it back into the queue. */
export const messageStates = [
  'queued',
  'attempting',
  'unknown',
  'sent',
  'delivered',
  'read',
  'failed',
  'not_sent',
  'skipped',
] as const
export type MessageState = (typeof messageStates)[number]
