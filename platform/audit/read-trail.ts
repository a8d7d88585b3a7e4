import type { Actor, Tenancy, Tenant } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { type AuditEvent, auditSignal, insertEvents, mostEventsAtOnce } from './events.ts'

/** Writes what no transaction writes: reads, and attempts that were refused. Answers when it is committed. */
export interface ReadTrail {
  record(tenant: Tenant, event: AuditEvent): Promise<void>
}

interface Waiting {
  event: AuditEvent
  written(): void
  failed(cause: unknown): void
}

interface Queue {
  tenant: Tenant
  waiting: Waiting[]
  /** Groups that are being written. */
  underWay: number
}

/** Beyond this many, whoever comes is refused at once: an answer that cannot be written down is not given. */
const mostWaiting = 2_000
/** While one waits for the disk the next is made; more would only make them smaller. */
const mostUnderWay = 2
const writeTimeoutMs = 5_000
const actor: Actor = { kind: 'system', name: 'audit' }

/**
 * Commits events of a tenant in groups. The first goes at once; those that come while it is on its way travel together, so
 * that nobody waits for a clock and a busy tenant pays one commit for many reads.
 */
export function openReadTrail(tenancy: Tenancy): ReadTrail {
  const queues = new Map<string, Queue>()
  const data = tenancy.tables<unknown>()
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

  const drain = async (queue: Queue) => {
    while (queue.waiting.length > 0) {
      const group = queue.waiting.splice(0, mostEventsAtOnce)
      await write(queue.tenant, group)
      waiting -= group.length
    }
    queue.underWay--
    if (queue.underWay === 0) queues.delete(queue.tenant.id)
  }

  return {
    record: (tenant, event) =>
      new Promise((written, reject) => {
        const failed = (cause: unknown) => reject(new DomainError('audit_unavailable', { cause }))
        if (waiting >= mostWaiting) return failed(new Error('too many events are waiting to be written'))
        waiting++
        const queue = queues.get(tenant.id) ?? { tenant, waiting: [], underWay: 0 }
        queues.set(tenant.id, queue)
        queue.waiting.push({ event, written, failed })
        if (queue.underWay === mostUnderWay) return
        queue.underWay++
        void drain(queue)
      }),
  }
}
