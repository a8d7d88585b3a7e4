import type { Actor, Note, Tenancy, Tenant } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { type Entry, eventOf } from './entries.ts'
import { type AuditEvent, auditSignal, insertEvents, mostEventsAtOnce } from './events.ts'
import { noteOf } from './read-notes.ts'
import type { RouteAudit } from './route-audit.ts'

/** Writes what no transaction writes: reads, and attempts that were refused. Answers when it is committed. */
export interface ReadTrail {
  record(tenant: Tenant, event: AuditEvent): Promise<void>
  /** Reads, and writes down whom the answer shows before it leaves. `read` may write the note it is given by the way. */
  recordRead<Reply>(
    tenant: Tenant,
    remembered: RouteAudit,
    entry: Entry,
    read: (note?: Note) => Promise<Reply>,
  ): Promise<Reply>
}

interface Waiting {
  event: AuditEvent
  written(): void
  failed(cause: unknown): void
}

interface Queue {
  tenant: Tenant
  waiting: Waiting[]
  /** How many each group carries that is being written. */
  underWay: number[]
  /** Is the next group to leave with this turn of the loop? */
  leaving: boolean
}

/** Beyond this many, whoever comes is refused at once: an answer that cannot be written down is not given. */
const mostWaiting = 2_000
/** While one waits for the disk the next is made; more would only make them smaller. */
const mostUnderWay = 2
const writeTimeoutMs = 5_000
const actor: Actor = { kind: 'system', name: 'audit' }

/**
 * Who reads while nobody else does has his event written by the statement that reads: one round trip, one commit. Where
 * several read at once their events share commits instead, which is cheaper for all of them.
 *
 * Commits events of a tenant in groups. The first goes at once, with those of the same turn of the loop; of those that come
 * while it is on its way a second group goes when it carries as many, and the rest when one has arrived. So nobody waits for
 * a clock, few readers do not wait for one another, and many share a commit, whose price is that of five events.
 */
export function openReadTrail(tenancy: Tenancy): ReadTrail {
  const queues = new Map<string, Queue>()
  const data = tenancy.tables<unknown>()
  /** How many reads of each tenant are under way here. */
  const reading = new Map<string, number>()
  let waiting = 0

  const write = async (tenant: Tenant, group: Waiting[]) => {
    try {
      await data.one(
        tenant,
        actor,
        (tx) => ({
          execute: async () => {
            await tx.signal(auditSignal)
            return tx
              .raw(
                insertEvents(
                  tx,
                  group.map(({ event }) => event),
                ),
              )
              .execute()
          },
        }),
        { timeoutMs: writeTimeoutMs, whileSuspended: true },
      )
      for (const { written } of group) written()
    } catch (cause) {
      for (const { failed } of group) failed(cause)
    }
  }

  const depart = async (queue: Queue) => {
    const group = queue.waiting.splice(0, mostEventsAtOnce)
    queue.underWay.push(group.length)
    await write(queue.tenant, group)
    queue.underWay.splice(queue.underWay.indexOf(group.length), 1)
    waiting -= group.length
    if (queue.waiting.length > 0) leave(queue)
    else if (queue.underWay.length === 0) queues.delete(queue.tenant.id)
  }

  const leave = (queue: Queue) => {
    const { underWay } = queue
    if (queue.leaving || underWay.length === mostUnderWay) return
    const [carried = 1] = underWay
    if (queue.waiting.length < carried) return
    queue.leaving = true
    setImmediate(() => {
      queue.leaving = false
      void depart(queue)
    })
  }

  const record: ReadTrail['record'] = (tenant, event) =>
    new Promise((written, reject) => {
      const failed = (cause: unknown) => reject(new DomainError('audit_unavailable', { cause }))
      if (waiting >= mostWaiting) return failed(new Error('too many events are waiting to be written'))
      waiting++
      const queue = queues.get(tenant.id) ?? { tenant, waiting: [], underWay: [], leaving: false }
      queues.set(tenant.id, queue)
      queue.waiting.push({ event, written, failed })
      leave(queue)
    })

  return {
    record,
    recordRead: async (tenant, remembered, entry, read) => {
      const others = reading.get(tenant.id) ?? 0
      reading.set(tenant.id, others + 1)
      try {
        const note = others === 0 ? noteOf(tenant, entry, remembered.isList) : undefined
        const reply = await read(note)
        remembered.end(entry, reply)
        if (!note?.tells(entry)) await record(tenant, eventOf(entry))
        return reply
      } finally {
        const left = reading.get(tenant.id)! - 1
        if (left > 0) reading.set(tenant.id, left)
        else reading.delete(tenant.id)
      }
    },
  }
}
