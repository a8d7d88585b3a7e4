import { EventEmitter } from 'node:events'
import type { FastifyBaseLogger } from 'fastify'
import { type Runner, run, type WorkerEvents } from 'graphile-worker'
import { waitFor } from './clock.ts'
import { placeOf, queueLogger } from './queue.ts'
import type { GivenJob } from './run-job.ts'

export interface WorkQueueOptions {
  url: string
  names: readonly string[]
  concurrency: number
  drainMs: number
  logger: FastifyBaseLogger
  /** What this process' workers are known by in the queue; kept up to date here. */
  poolIds: Set<string>
  work(job: GivenJob): Promise<void>
}

const restartMs = 1_000

/** Takes jobs out of the queue and does them, until the signal aborts; then those under way are finished. */
export async function workQueue(options: WorkQueueOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const runner = await startRunner(options)
      let stopped: Promise<void> | undefined
      const stop = () => {
        stopped = runner.stop().catch(() => {})
      }
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      try {
        await runner.promise
      } finally {
        signal.removeEventListener('abort', stop)
        await stopped
        options.poolIds.clear()
      }
    } catch (err) {
      if (!signal.aborted) options.logger.warn({ err }, 'the workers stopped and are started again')
    }
    await waitFor(restartMs, signal)
  }
}

function startRunner({
  url,
  names,
  concurrency,
  drainMs,
  logger,
  poolIds,
  work,
}: WorkQueueOptions): Promise<Runner> {
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => poolIds.add(workerPool.id))
  const taskList = Object.fromEntries(
    names.map((name) => [
      name,
      async (
        payload: unknown,
        { job, abortSignal }: { job: { key: string | null }; abortSignal: AbortSignal },
      ) => {
        if (job.key) await work({ id: job.key, place: placeOf(payload), name, signal: abortSignal })
      },
    ]),
  )
  return run({
    connectionString: url,
    // One listens, the others fetch and finish in batches; the jobs themselves use the tenants' connections.
    maxPoolSize: 4,
    concurrency,
    taskList,
    parsedCronItems: [],
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: queueLogger(logger),
    events,
    preset: {
      worker: {
        localQueue: { size: concurrency },
        completeJobBatchDelay: 2,
        failJobBatchDelay: 2,
        gracefulShutdownAbortTimeout: drainMs,
      },
    },
  })
}
