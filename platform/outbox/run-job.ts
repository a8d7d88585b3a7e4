import type { Actor, AnyControlReader, AnyTenantReader, CallOptions, Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { Compile } from 'typebox/schema'
import { controlPlace, type Place } from './announcer.ts'
import { isOutage, mustWait, reasonOf } from './failures.ts'
import {
  type AnyJob,
  defaultAttempts,
  JobRefused,
  type JobList,
  type JobRun,
  secondsUntilRetry,
} from './jobs.ts'
import { findJob, markFailed, type TakenJob, takeJobs } from './marks.ts'
import type { AnyControlTx, AnyTenantTx } from './outbox.ts'

interface RunnerOptions {
  tenancy: Tenancy
  jobs: JobList
  logger: FastifyBaseLogger
  onStep: (step: string) => void
}

/** What the queue gives out: which job of which place. */
export interface GivenJob {
  id: string
  place: Place
  name: string
  signal: AbortSignal
}

/** Jobs of one place and name, in the order they are due. */
export interface GivenJobs {
  ids: readonly string[]
  place: Place
  name: string
  signal: AbortSignal
}

interface Runner {
  /** Does one job. Throws only what the queue shall try again by itself. */
  one(given: GivenJob): Promise<Outcome>
  /** Does them one after the other in one transaction. Undefined where something was amiss: then none is done. */
  together(given: GivenJobs): Promise<Outcome[] | undefined>
}

/** What became of it. `gone`: done before, given up, dropped with its tenant, or never this place's. */
export type Outcome = 'done' | 'gone' | 'waits' | 'failed' | 'given up'

type AnyTx = AnyTenantTx | AnyControlTx
type AnyReader = AnyTenantReader | AnyControlReader

/** A place as a job meets it. */
interface Ground {
  run<T>(work: (tx: AnyTx) => Promise<T>, options: CallOptions): Promise<T>
  read<T>(work: (db: AnyReader) => Promise<T>, options: CallOptions): Promise<T>
  /** Nothing may be written there now. */
  mustWait: boolean
  /** What an errand is given there. */
  errandPlace: unknown
}

const defaultTimeoutMs = 30_000

/**
 * Does jobs. They enter through `run` as the system, in the place that the queue names: a row of another tenant is hidden
 * by the fence there, and so never done for the wrong one.
 */
export function makeRunner(options: RunnerOptions): Runner {
  const { jobs, onStep, logger } = options
  const checks = new Map(Object.entries(jobs).map(([name, { payload }]) => [name, Compile(payload)]))

  const payloadOf = ({ payload }: TakenJob, name: string): never => {
    if (!checks.get(name)?.Check(payload)) throw new JobRefused('its payload is not what the job expects')
    return payload as never // held against the job's own schema
  }

  const one = async (given: GivenJob): Promise<Outcome> => {
    const { id, name } = given
    const job = jobs[name]
    const ground = job && groundOf(options.tenancy, job, given)
    if (!job || !ground) return 'gone'
    const timeoutMs = job.timeoutMs ?? defaultTimeoutMs
    const call = { signal: given.signal, timeoutMs }
    const run: JobRun = { id, attempt: 1, signal: given.signal }

    const work = async (tx: AnyTx): Promise<Outcome> => {
      const [taken] = await takeJobs(tx, [id], name)
      if (!taken) return 'gone'
      run.attempt = taken.attempts + 1
      onStep('job taken')
      if ('work' in job) await job.work(tx as never, payloadOf(taken, name), run)
      onStep('job worked')
      return 'done'
    }
    const perform = async (): Promise<Outcome> => {
      const found = await ground.read((db) => findJob(db, id, name), call)
      if (!found || 'work' in job) return 'gone'
      // Looked up without a transaction: what must wait is not begun.
      if (ground.mustWait) return 'waits'
      run.attempt = found.attempts + 1
      onStep('errand found')
      run.signal = AbortSignal.any([given.signal, AbortSignal.timeout(timeoutMs)])
      const finish = await job.perform(ground.errandPlace as never, payloadOf(found, name), run)
      onStep('errand performed')
      return ground.run(async (tx) => {
        const [taken] = await takeJobs(tx, [id], name)
        if (!taken) return 'gone'
        await finish?.(tx as never)
        return 'done'
      }, call)
    }

    try {
      const outcome = await ('work' in job ? ground.run(work, call) : perform())
      onStep('job done')
      return outcome
    } catch (error) {
      if (mustWait(error)) return 'waits'
      if (isOutage(error)) throw error
      return fail(options, { ...given, job, ground, attempt: run.attempt, error })
    }
  }

  const together = async ({ ids, place, name, signal }: GivenJobs): Promise<Outcome[] | undefined> => {
    const job = jobs[name]
    const ground = job && groundOf(options.tenancy, job, { place, name })
    if (!ground || !('work' in job)) return undefined
    try {
      const outcomes = await ground.run(
        async (tx) => {
          const taken = new Map((await takeJobs(tx, ids, name)).map((each) => [each.id, each]))
          onStep('job taken')
          for (const id of ids) {
            const own = taken.get(id)
            if (!own) continue
            await job.work(tx as never, payloadOf(own, name), { id, attempt: own.attempts + 1, signal })
          }
          onStep('job worked')
          return ids.map((id): Outcome => (taken.has(id) ? 'done' : 'gone'))
        },
        { signal, timeoutMs: job.timeoutMs ?? defaultTimeoutMs },
      )
      onStep('job done')
      return outcomes
    } catch (err) {
      // Which of them it was shows when each is done for itself.
      logger.debug({ err, job: name, place, jobs: ids.length }, 'jobs could not be done together')
      return undefined
    }
  }

  return { one, together }
}

interface FailedJob extends GivenJob {
  job: AnyJob
  ground: Ground
  attempt: number
  error: unknown
}

async function fail({ logger }: RunnerOptions, failed: FailedJob): Promise<Outcome> {
  const { id, place, name, job, ground, attempt, error } = failed
  const last = error instanceof JobRefused || attempt >= (job.attempts ?? defaultAttempts)
  // Spread, so that what failed together does not come back together.
  const retryInSeconds = last ? null : secondsUntilRetry(job, attempt) * (0.8 + 0.4 * Math.random())
  const reason = reasonOf(error)
  const fields = { err: error, job: name, jobId: id, place, attempt }
  if (last) logger.error(fields, 'a job was given up')
  else logger.warn(fields, 'a job failed and will be tried again')
  try {
    await ground.run((tx) => markFailed(tx, id, { reason, retryInSeconds }), {})
  } catch (marking) {
    if (mustWait(marking)) return 'waits'
    throw marking
  }
  return last ? 'given up' : 'failed'
}

/** Nothing where the job has no business: a closed tenant's jobs are dropped, and no job leaves its kind of place. */
function groundOf(
  tenancy: Tenancy,
  job: AnyJob,
  { place, name }: Pick<GivenJob, 'place' | 'name'>,
): Ground | undefined {
  const ofControl = job.kind === 'control' || job.kind === 'control-errand'
  if ((place === controlPlace) !== ofControl) return undefined
  if (ofControl) {
    const control = tenancy.control<unknown>()
    return {
      run: (work, options) => control.run(work, options),
      read: (work, options) => control.read(work, options),
      mustWait: false,
      errandPlace: control,
    }
  }
  // Looked up each time: a tenant that has moved is where the directory says.
  const tenant = tenancy.directory.byId(place)
  if (!tenant || tenant.status === 'closed') return undefined
  const data = tenancy.tables<unknown>()
  const actor: Actor = { kind: 'system', name: `job ${name}` }
  return {
    run: (work, options) => data.run(tenant, actor, work, options),
    read: (work, options) => data.read(tenant, actor, work, options),
    mustWait: tenant.status !== 'active',
    errandPlace: { tenant, actor, data },
  }
}
