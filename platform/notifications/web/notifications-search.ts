import { type MemberKind, memberKinds } from '../kinds.ts'

/** What the address of the page says: a link to it shows the same view. */
export interface NotificationsSearch {
  unread?: true
  kind?: MemberKind
  /** The sheet over the list. */
  sheet?: 'preferences'
}

/** Reads the address; what it does not know is left out, not refused. */
export function readNotificationsSearch({
  unread,
  kind,
  sheet,
}: Record<string, unknown>): NotificationsSearch {
  const known = memberKinds.find((each) => each === kind)
  return {
    ...(unread === true && { unread }),
    ...(known && { kind: known }),
    ...(sheet === 'preferences' && { sheet }),
  }
}
