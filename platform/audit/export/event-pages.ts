import type { AuditEvent } from '../audit.contract.ts'
import type { Asked } from '../list-events.ts'

/** A page of a list and where the next one begins. */
interface EventPage {
  items: AuditEvent[]
  next: string | null
}

/** As many as are read at once: enough that a round trip is worth it, and few in memory. */
const pageSize = 1_000

/** All events that are asked for, newest first, page by page. */
export async function* eventPages(
  asked: Asked,
  readPage: (asked: Asked) => Promise<EventPage>,
): AsyncGenerator<AuditEvent[]> {
  let cursor: string | undefined
  do {
    const { items, next } = await readPage({ ...asked, limit: pageSize, ...(cursor && { cursor }) })
    yield items
    cursor = next ?? undefined
  } while (cursor)
}
