import type { EventCursor } from '#platform/outbox/events.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'

/** How far somebody has heard: in the tenant's own database and in the control database. */
export interface Position {
  data: EventCursor
  control: EventCursor
  /** The database that `data` is a place in: after a move it means nothing. */
  databaseId: string
}

/** Older ones are not gone back to: the page reads everything again instead. */
const longestMs = 24 * 60 * 60_000

/**
 * What a browser is given to come back with. Sealed: inside are the server's transaction numbers, which say how busy all
 * tenants together are; and of one tenant only, so that it is worth nothing at another.
 */
export function makeCursors(secrets: Secrets, now: () => number = Date.now) {
  const placeOf = (tenantId: string) => ({ table: 'core.outbox_events', column: 'cursor', rowId: tenantId })
  return {
    seal: (tenantId: string, { data, control, databaseId }: Position): string =>
      secrets
        .seal(placeOf(tenantId), Buffer.from([now(), databaseId, data, control].join(' ')))
        .toString('base64url'),
    /** Nothing where it is not one of this tenant's, or is from before yesterday. */
    open: (tenantId: string, text: string): Position | undefined => {
      const opened = open(secrets, placeOf(tenantId), text)
      const [at, databaseId, data, control] = opened?.split(' ') ?? []
      if (!databaseId || !data || !control || now() - Number(at) > longestMs) return undefined
      return { data, control, databaseId }
    },
  }
}

export type Cursors = ReturnType<typeof makeCursors>

function open(secrets: Secrets, place: Parameters<Secrets['open']>[0], text: string): string | undefined {
  try {
    return secrets.open(place, Buffer.from(text, 'base64url')).toString()
  } catch {
    return undefined
  }
}
