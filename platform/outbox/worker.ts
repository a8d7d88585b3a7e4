import { closeWorkerPool, openWorkerPool, type Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { clearAbandoned } from './abandoned.ts'
import { type Announcer, controlPlace, type Place } from './announcer.ts'
import { waitFor } from './clock.ts'
import type { JobList } from './jobs.ts'
import { jobsSignal } from './outbox.ts'
import type { Paces } from './paces.ts'
import { openQueue, type Queue } from './queue.ts'
import type { HeldSession } from './queue-session.ts'
import { Relay } from './relay.ts'
import { type GivenJob, type GivenJobs, makeRunner, type Outcome } from './run-job.ts'
import { Taker } from './taker.ts'
import { keepTimetable, type TimetableOptions } from './timetable.ts'
import { watchWorkers } from './watch-workers.ts'

export interface WorkerOptions {
  tenancy: Tenancy
  /** `announceJobs(tenancy, …)`: jobs ask for jobs, too. */
  announcer: Announcer
  /** `workerUrl(databaseUrl, masterKey)`: the login that keeps the queue. */
  workerUrl: string
  jobs: JobList
  logger: FastifyBaseLogger
  /** Jobs that this process does at once. Default 10. */
  concurrency?: number
  /** How long jobs under way may take when the worker stops; then they are aborted and left to others. Default 10 s. */
  drainMs?: number
  /** What the platform does by the clock. */
  schedules?: TimetableOptions['schedules']
  /** What time it is, for schedules. */
  now?: () => Date
  /** How often to look whether a schedule is due. */
  lookMs?: number
  sweepMs?: number
  deadAfterMs?: number
  /** How long jobs take, where that is not to be found out first. */
  paces?: Paces
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

/** Two listen, the others fetch, finish and admit in batches; the jobs themselves use the tenants' connections. */
const poolSize = 6
/** In front of a place where a job was finished; without it, one where something may be due. */
const finishedMark = '-'
/** How soon a process that is not the relay tells it of finished jobs, together. */
const tellMs = 10

/**
 * Does jobs, and relays them from the outboxes into the queue where no other process does. Any number of processes may
 * work; a laptop has one, which also serves.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { tenancy, announcer, logger, concurrency = 10, drainMs = 10_000, onStep = () => {} } = options
  const pool = openWorkerPool(options.workerUrl, {
    connections: poolSize,
    onError: (err) => logger.debug({ err }, 'a connection to the job queue was lost'),
  })
  const queue = await openQueue(pool, logger).catch(async (error) => {
    await closeWorkerPool(pool)
    throw error
  })
  const connected = new AbortController()
  let processes = 1
  const relay = new Relay({
    ...options,
    queue,
    onStep,
    onAdmitted: () => taker.ring(),
    capacity: () => concurrency * Math.max(processes, 1),
  })
  announcer.spareWhile(() => relay.leading)
  const stopListening = tenancy.onSignal(jobsSignal, {
    committed: (tenant) => relay.wake(tenant?.id ?? controlPlace),
  })
  tenancy.directory.onChange((id, tenant) => {
    if (tenant?.status === 'active') relay.wake(id)
  })

  const tell = makeTeller((place) => announcer.announce(place))
  const runner = makeRunner({ ...options, onStep })
  const settle = (job: GivenJob, outcome: Outcome) => {
    if (relay.leading) {
      // A job that failed is due again at another time.
      if (outcome === 'failed') relay.wake(job.place)
      relay.finished(job.place, job.id)
    } else {
      tell(outcome === 'failed' ? job.place : finishedMark + job.place)
    }
    options.onOutcome?.(job, outcome)
  }
  const work = async (job: GivenJob) => settle(job, await runner.one(job))
  const workTogether = async ({ ids, ...rest }: GivenJobs) => {
    const outcomes = await runner.together({ ids, ...rest })
    for (const [at, outcome] of (outcomes ?? []).entries()) settle({ id: ids[at]!, ...rest }, outcome)
    return outcomes !== undefined
  }

  const lead = async (signal: AbortSignal) => {
    const watch = watchWorkers(
      {
        ...options,
        queue,
        onWorkers: (count) => (processes = count),
        onAbandoned: async (job) => {
          await clearAbandoned({ tenancy, queue, logger }, job)
          relay.wake(job.place)
        },
      },
      signal,
    )
    await Promise.all([relay.lead(signal), watch, keepTimetable(options, signal)])
  }
  const taker = new Taker({
    queue,
    names: Object.keys(options.jobs),
    concurrency,
    drainMs,
    logger,
    paces: options.paces,
    // An errand holds no transaction that it could share.
    canShare: (name) => 'work' in (options.jobs[name] ?? {}),
    work,
    workTogether,
  })
  const session = keepSession(queue, {
    signal: connected.signal,
    poolId: taker.poolId,
    onDeclared: () => taker.start(),
    onAdmitted: () => taker.ring(),
    onPlaces: (places) => {
      for (const place of places) {
        if (place.startsWith(finishedMark)) relay.finishedElsewhere(place.slice(finishedMark.length))
        else relay.wake(place)
      }
    },
    lead,
  })
  return {
    get leading() {
      return relay.leading
    },
    stop: async () => {
      // Jobs under way are finished while the connection still says that their worker is alive.
      await taker.stop()
      connected.abort()
      await session
      stopListening()
      tell.flush()
      await queue.close()
      await closeWorkerPool(pool)
    },
  }
}

type Session = Omit<HeldSession, 'onLeading'> & { lead(signal: AbortSignal): Promise<void> }

/** Holds this process' connection to the queue, anew when it is lost, and leads while it is this process' turn. */
async function keepSession(queue: Queue, { lead, ...session }: Session): Promise<void> {
  while (!session.signal.aborted) {
    let term: AbortController | undefined
    let leading: Promise<void> | undefined
    const onLeading = (mine: boolean) => {
      if (!mine) return term?.abort()
      term = new AbortController()
      leading = lead(term.signal)
    }
    await queue.hold({ ...session, onLeading }).catch(() => {})
    term?.abort()
    await leading
    await waitFor(200, session.signal)
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
