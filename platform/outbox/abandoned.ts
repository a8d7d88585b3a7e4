import type { Actor, Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { controlPlace } from './announcer.ts'
import { markGivenUp } from './marks.ts'
import type { AbandonedJob, Queue } from './queue.ts'

const actor: Actor = { kind: 'system', name: 'outbox relay' }

/**
 * Takes out of the queue what the queue has given up. Where it says why, nothing was wrong with the job: it waits in its
 * outbox and is admitted again. Where it says nothing, its workers died each time: it is given up, before it kills more.
 */
export async function clearAbandoned(
  { tenancy, queue, logger }: { tenancy: Tenancy; queue: Queue; logger: FastifyBaseLogger },
  { id, place, name, lastError }: AbandonedJob,
): Promise<void> {
  if (lastError === null) {
    logger.error({ job: name, jobId: id, place }, 'a job was given up: its worker died each time')
    const tenant = tenancy.directory.byId(place)
    const reason = 'its worker died each time'
    if (place === controlPlace) await tenancy.control<unknown>().run((tx) => markGivenUp(tx, id, reason))
    else if (tenant?.status === 'active') {
      await tenancy.tables<unknown>().run(tenant, actor, (tx) => markGivenUp(tx, id, reason))
    }
  }
  await queue.remove(id)
}
