import { messageStates, type MessageState } from '../message-states.ts'

/** What the address of the page says: a link to it shows the same view. */
export interface MessagesSearch {
  state?: MessageState
  channel?: 'email' | 'whatsapp'
  /** Of one customer or patient alone. */
  about?: string
  /** Which one is open over the list. */
  message?: string
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Reads the address; what it does not know is left out, not refused. */
export function readMessagesSearch({
  state,
  channel,
  about,
  message,
}: Record<string, unknown>): MessagesSearch {
  const known = messageStates.find((each) => each === state)
  const isId = (value: unknown): value is string => typeof value === 'string' && uuid.test(value)
  return {
    ...(known && { state: known }),
    ...((channel === 'email' || channel === 'whatsapp') && { channel }),
    ...(isId(about) && { about }),
    ...(isId(message) && { message }),
  }
}
