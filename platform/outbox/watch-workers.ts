import type { FastifyBaseLogger } from 'fastify'
import { waitFor } from './clock.ts'
import type { AbandonedJob, Queue } from './queue.ts'

interface WatchOptions {
  queue: Queue
  logger: FastifyBaseLogger
  /** How long a worker's connection must be gone before its jobs are given to others. Default 5 s. */
  deadAfterMs?: number
  /** Told how many processes work. */
  onWorkers: (count: number) => void
  /** Told of each job that the queue has given up. */
  onAbandoned: (job: AbandonedJob) => Promise<void>
}

/**
 * Gives back the jobs of workers that died. A worker's process holds a lock for as long as its connection lives; the
 * server frees it the moment the process is gone. The pause is for one that only lost its connection and comes back.
 */
export async function watchWorkers(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const { queue, logger, deadAfterMs = 5_000, onWorkers, onAbandoned } = options
  const missedSince = new Map<string, number>()
  while (!signal.aborted) {
    try {
      const { lockedBy, abandoned } = await queue.listAdmitted()
      for (const job of abandoned) await onAbandoned(job)
      const { alive, workers } = await queue.listAlive(lockedBy)
      onWorkers(workers)
      const now = performance.now()
      const missing = lockedBy.filter((poolId) => !alive.has(poolId))
      for (const poolId of missedSince.keys()) if (!missing.includes(poolId)) missedSince.delete(poolId)
      for (const poolId of missing) if (!missedSince.has(poolId)) missedSince.set(poolId, now)
      const gone = missing.filter((poolId) => now - (missedSince.get(poolId) ?? now) >= deadAfterMs)
      if (gone.length > 0) {
        logger.warn({ workers: gone }, 'the jobs of dead workers are given to others')
        await queue.unlock(gone)
        for (const poolId of gone) missedSince.delete(poolId)
      }
    } catch (err) {
      if (!signal.aborted) logger.warn({ err }, 'the workers could not be looked at')
    }
    await waitFor(Math.min(deadAfterMs / 2, 1_000), signal)
  }
}
