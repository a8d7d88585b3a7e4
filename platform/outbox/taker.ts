import { randomBytes } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { Bell, waitFor } from './clock.ts'
import { Paces } from './paces.ts'
import type { LeftJobs, Queue, QueuedJob } from './queue.ts'
import type { GivenJob, GivenJobs } from './run-job.ts'

interface TakerOptions {
  queue: Queue
  names: readonly string[]
  /** How many transactions or errands at once. */
  concurrency: number
  /** How long jobs under way may take when the taker stops, before they are aborted. */
  drainMs: number
  logger: FastifyBaseLogger
  paces?: Paces | undefined
  /** May jobs of this name share a transaction? */
  canShare(name: string): boolean
  /** Does them in one transaction, or none of them: then each is done for itself. */
  workTogether(jobs: GivenJobs): Promise<boolean>
  work(job: GivenJob): Promise<void>
}

/** Notifications may be lost. */
const pollMs = 1_000
const pauseMs = 250
/** As many jobs are taken ahead as are begun within this time: others may be idle, and newer jobs more urgent. */
const aheadMs = 20
const mostAhead = 200
/** A suspect that lives for so long is not one that kills at once: the next may begin. */
const suspectMs = 5_000

/** For transactions of one kind: beyond it they are begun beside those that are under way. */
const patienceMs = 100

/** Jobs of one name and place that are done one after the other. */
interface Load {
  jobs: QueuedJob[]
  begunAt: number
  ended: Promise<void>
}

const kindOf = ({ place, name }: QueuedJob) => `${place} ${name}`
const nothing = (): LeftJobs => ({ finished: [], returned: [], untouched: [] })

/**
 * Takes jobs out of the queue and does them, so many at once. Quick ones of one place and name share a transaction. Telling
 * the queue what is finished and taking the next is one statement. A lost connection costs a pause: what is finished is
 * told when it is back, and a job that was meanwhile given to another worker finds its mark.
 */
export class Taker {
  /** What the queue knows this process' work by. */
  readonly poolId = `tenantry-${randomBytes(9).toString('hex')}`
  readonly #options: TakerOptions
  readonly #bell = new Bell()
  readonly #stopping = new AbortController()
  readonly #aborting = new AbortController()
  readonly #paces: Paces
  readonly #underWay = new Set<Load>()
  /** Taken and not begun. */
  #ahead: QueuedJob[] = []
  /** To be done for themselves: together with others it did not go. */
  readonly #alone = new Set<string>()
  /** Not told to the queue yet. */
  #left = nothing()
  #loop: Promise<void> | undefined

  constructor(options: TakerOptions) {
    this.#options = options
    this.#paces = options.paces ?? new Paces()
  }

  /** There may be something to take. */
  ring(): void {
    this.#bell.ring()
  }

  /** Works until `stop`. */
  start(): void {
    this.#loop ??= this.#takeAgainAndAgain()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#loop
    const timer = setTimeout(() => this.#aborting.abort(), this.#options.drainMs)
    await Promise.all([...this.#underWay].map(({ ended }) => ended))
    clearTimeout(timer)
    this.#left.untouched.push(...this.#ahead.splice(0).map(({ queueId }) => queueId))
    const { queue, logger } = this.#options
    try {
      await queue.take(this.poolId, this.#left, { names: [], limit: 0, suspects: 0 })
    } catch (err) {
      logger.warn({ err }, 'the job queue could not be told what was finished')
    }
  }

  async #takeAgainAndAgain(): Promise<void> {
    const { queue, names, logger } = this.#options
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const limit = Math.max(this.#most() - this.#taken(), 0)
      const left = this.#left
      if (limit > 0 || left.finished.length + left.returned.length > 0) {
        this.#left = nothing()
        try {
          const taken = await queue.take(this.poolId, left, { names, limit, suspects: this.#suspects(limit) })
          this.#ahead.push(...taken)
          this.#begin()
          // As many as there was room for: there may be more.
          if (taken.length > 0 && taken.length >= limit) continue
        } catch (err) {
          for (const kind of ['finished', 'untouched'] as const) this.#left[kind].push(...left[kind])
          this.#left.returned.push(...left.returned)
          logger.warn({ err }, 'the job queue could not be reached')
          await waitFor(pauseMs, signal)
          continue
        }
      }
      await this.#bell.wait(pollMs, signal)
    }
  }

  /** How many jobs this process should have, begun or not. */
  #most(): number {
    const { concurrency } = this.#options
    return concurrency + Math.min(this.#paces.begunWithin(aheadMs, concurrency), mostAhead)
  }

  #taken(): number {
    let count = this.#ahead.length
    for (const { jobs } of this.#underWay) count += jobs.length
    return count
  }

  /** One at a time, so that the one that kills is not taken for its neighbours. */
  #suspects(limit: number): number {
    if (limit === 0 || this.#ahead.some(({ suspect }) => suspect)) return 0
    const since = performance.now() - suspectMs
    for (const { jobs, begunAt } of this.#underWay) if (jobs[0]?.suspect && begunAt > since) return 0
    return 1
  }

  #begin(): void {
    while (this.#underWay.size < this.#options.concurrency) {
      const jobs = this.#nextJobs()
      if (jobs.length === 0) return
      const load: Load = { jobs, begunAt: performance.now(), ended: Promise.resolve() }
      this.#underWay.add(load)
      load.ended = this.#work(load)
    }
  }

  /** The next job, or several that go together. */
  #nextJobs(): QueuedJob[] {
    const passed = new Set<string>()
    for (const first of this.#ahead) {
      const most = this.#mayShare(first) ? this.#paces.together(first.name) : 1
      const kind = kindOf(first)
      // While two transactions of their kind are under way, others gather for the next.
      if (most > 1 && (passed.has(kind) || this.#countQuick(kind) >= 2)) {
        passed.add(kind)
        continue
      }
      const next = new Set([first])
      if (most > 1) {
        for (const job of this.#ahead) {
          if (next.size === most) break
          if (kindOf(job) === kind && this.#mayShare(job)) next.add(job)
        }
      }
      this.#ahead = this.#ahead.filter((job) => !next.has(job))
      return [...next]
    }
    return []
  }

  #mayShare({ id, name, suspect }: QueuedJob): boolean {
    return !suspect && !this.#alone.has(id) && this.#options.canShare(name)
  }

  /** One that takes longer than it should holds up nobody. */
  #countQuick(kind: string): number {
    const since = performance.now() - patienceMs
    let count = 0
    for (const { jobs, begunAt } of this.#underWay) {
      if (kindOf(jobs[0]!) === kind && begunAt > since) count++
    }
    return count
  }

  async #work(load: Load): Promise<void> {
    const { jobs, begunAt } = load
    const { name, place } = jobs[0]!
    const { signal } = this.#aborting
    if (jobs.length === 1) await this.#workAlone(jobs[0]!)
    else if (await this.#options.workTogether({ ids: jobs.map(({ id }) => id), place, name, signal })) {
      this.#left.finished.push(...jobs.map(({ queueId }) => queueId))
    } else {
      for (const { id } of jobs) this.#alone.add(id)
      this.#ahead.unshift(...jobs)
    }
    this.#paces.note(name, jobs.length, performance.now() - begunAt)
    this.#underWay.delete(load)
    if (this.#stopping.signal.aborted) return
    this.#begin()
    // With others to go on with, half a round of finished jobs is worth a statement.
    if (this.#ahead.length === 0 || this.#left.finished.length * 2 >= this.#most()) this.#bell.ring()
  }

  async #workAlone({ queueId, ...job }: QueuedJob): Promise<void> {
    const { work, logger } = this.#options
    this.#alone.delete(job.id)
    try {
      await work({ ...job, signal: this.#aborting.signal })
      this.#left.finished.push(queueId)
    } catch (error) {
      if (this.#aborting.signal.aborted) this.#left.untouched.push(queueId)
      else {
        logger.warn({ err: error, jobId: job.id, place: job.place }, 'a job goes back to the queue')
        this.#left.returned.push({ id: queueId, reason: error instanceof Error ? error.name : 'unknown' })
      }
    }
  }
}
