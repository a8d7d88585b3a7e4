import type { Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { announceJobs, controlPlace, type Place } from './announcer.ts'
import { waitFor } from './clock.ts'
import type { JobList } from './jobs.ts'
import { jobsSignal } from './outbox.ts'
import { openQueue, type Queue } from './queue.ts'
import { Relay } from './relay.ts'
import { type GivenJob, makeRunner, type Outcome } from './run-job.ts'
import { watchWorkers } from './watch-workers.ts'
import { workQueue } from './work-queue.ts'

export interface WorkerOptions {
  tenancy: Tenancy
  /** `workerUrl(databaseUrl, masterKey)`: the login that keeps the queue. */
  workerUrl: string
  jobs: JobList
  logger: FastifyBaseLogger
  /** Jobs that this process does at once. Default 10. */
  concurrency?: number
  /** How long jobs under way may take when the worker stops; then they are aborted and left to others. Default 10 s. */
  drainMs?: number
  sweepMs?: number
  deadAfterMs?: number
  /** Told of each step, for tests that end the process there. */
  onStep?: (step: string) => void
  /** Told of what became of each job. */
  onOutcome?: (job: GivenJob, outcome: Outcome) => void
}

export interface Worker {
  /** Is it this process that relays? One of all does. */
  readonly leading: boolean
  stop(): Promise<void>
}

/** How soon a process that is not the relay tells it of finished jobs, together. */
const tellMs = 10

/**
 * Does jobs, and relays them from the outboxes into the queue where no other process does. Any number of processes may
 * work; a laptop has one, which also serves.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { tenancy, logger, concurrency = 10, drainMs = 10_000, onStep = () => {} } = options
  const queue = await openQueue(options.workerUrl, logger)
  const working = new AbortController()
  const connected = new AbortController()
  const poolIds = new Set<string>()
  let processes = 1
  const relay = new Relay({ ...options, queue, onStep, capacity: () => concurrency * Math.max(processes, 1) })
  const onError = (err: unknown) => logger.warn({ err }, 'the relay could not be told of new jobs')
  const announcer = announceJobs(tenancy, { relayHere: () => relay.leading, onError })
  const stopListening = tenancy.onSignal(jobsSignal, {
    committed: (tenant) => relay.wake(tenant?.id ?? controlPlace),
  })
  tenancy.directory.onChange((id, tenant) => {
    if (tenant?.status === 'active') relay.wake(id)
  })

  const tell = makeTeller((place) => announcer.announce(place))
  const runJob = makeRunner({ ...options, onStep })
  const work = async (job: GivenJob) => {
    const outcome = await runJob(job)
    if (relay.leading) {
      // A job that failed is due again at another time.
      if (outcome === 'failed') relay.wake(job.place)
      relay.finished(job.place)
    } else {
      tell(job.place)
    }
    options.onOutcome?.(job, outcome)
  }

  const lead = async (signal: AbortSignal) => {
    const watch = watchWorkers({ ...options, queue, onWorkers: (count) => (processes = count) }, signal)
    await Promise.all([relay.lead(signal), watch])
  }
  const onPlaces = (places: Place[]) => {
    for (const place of places) relay.wake(place)
  }
  const names = Object.keys(options.jobs)
  const url = options.workerUrl
  const done = workQueue({ url, names, concurrency, drainMs, logger, poolIds, work }, working.signal)
  const disconnected = keepSession(queue, { poolIds, onPlaces, lead }, connected.signal)
  return {
    get leading() {
      return relay.leading
    },
    stop: async () => {
      // Jobs under way are finished while the connection still says that their worker is alive.
      working.abort()
      await done
      connected.abort()
      await disconnected
      stopListening()
      tell.flush()
      await announcer.close()
      await queue.close()
    },
  }
}

interface Session {
  poolIds: ReadonlySet<string>
  onPlaces(places: Place[]): void
  lead(signal: AbortSignal): Promise<void>
}

/** Holds this process' connection to the queue, anew when it is lost, and leads while it is this process' turn. */
async function keepSession(
  queue: Queue,
  { poolIds, onPlaces, lead }: Session,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let term: AbortController | undefined
    let leading: Promise<void> | undefined
    const onLeading = (mine: boolean) => {
      if (mine) {
        term = new AbortController()
        leading = lead(term.signal)
      } else {
        term?.abort()
      }
    }
    await queue.hold({ signal, poolIds, onPlaces, onLeading }).catch(() => {})
    term?.abort()
    await leading
    await waitFor(200, signal)
  }
}

/** Collects places and tells each once, soon. */
function makeTeller(announce: (place: Place) => void) {
  const places = new Set<Place>()
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    for (const each of places) announce(each)
    places.clear()
  }
  const tell = (place: Place) => {
    places.add(place)
    timer ??= setTimeout(flush, tellMs)
  }
  return Object.assign(tell, { flush })
}
