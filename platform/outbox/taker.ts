import { randomBytes } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { Bell, waitFor } from './clock.ts'
import type { LeftJobs, Queue, QueuedJob } from './queue.ts'
import type { GivenJob } from './run-job.ts'

export interface TakerOptions {
  queue: Queue
  names: readonly string[]
  concurrency: number
  /** How long jobs under way may take when the taker stops, before they are aborted. */
  drainMs: number
  logger: FastifyBaseLogger
  work(job: GivenJob): Promise<void>
}

/** Notifications may be lost. */
const pollMs = 1_000
const pauseMs = 500
/** As many jobs are taken ahead as are begun within this time: others may be idle, and newer jobs more urgent. */
const aheadMs = 20

const nothing = (): LeftJobs => ({ finished: [], returned: [], untouched: [] })

/**
 * Takes jobs out of the queue and does them, so many at once. Telling the queue what is finished and taking the next is one
 * statement. A lost connection costs a pause: what is finished is told when it is back, and a job that was meanwhile given
 * to another worker finds its mark.
 */
export class Taker {
  /** What the queue knows this process' work by. */
  readonly poolId = `tenantry-${randomBytes(9).toString('hex')}`
  readonly #options: TakerOptions
  readonly #bell = new Bell()
  readonly #stopping = new AbortController()
  readonly #aborting = new AbortController()
  readonly #underWay = new Map<string, Promise<void>>()
  /** Taken and not begun. */
  readonly #ahead: QueuedJob[] = []
  /** Not told to the queue yet. */
  #left = nothing()
  #usualMs = 1_000
  #loop: Promise<void> | undefined

  constructor(options: TakerOptions) {
    this.#options = options
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
    this.#left.untouched.push(...this.#ahead.splice(0).map(({ queueId }) => queueId))
    const timer = setTimeout(() => this.#aborting.abort(), this.#options.drainMs)
    await Promise.all(this.#underWay.values())
    clearTimeout(timer)
    const { queue, logger } = this.#options
    try {
      await queue.take(this.poolId, this.#left, { names: [], limit: 0 })
    } catch (err) {
      logger.warn({ err }, 'the job queue could not be told what was finished')
    }
  }

  async #takeAgainAndAgain(): Promise<void> {
    const { queue, names, concurrency, logger } = this.#options
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const ahead = Math.min(concurrency, Math.floor((concurrency * aheadMs) / this.#usualMs))
      const limit = concurrency + ahead - this.#underWay.size - this.#ahead.length
      const left = this.#left
      if (limit > 0 || left.finished.length + left.returned.length > 0) {
        this.#left = nothing()
        try {
          const taken = await queue.take(this.poolId, left, { names, limit: Math.max(limit, 0) })
          this.#ahead.push(...taken)
          this.#begin()
          // As many as there was room for: there may be more.
          if (taken.length > 0 && taken.length === limit) continue
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

  #begin(): void {
    while (this.#underWay.size < this.#options.concurrency) {
      const job = this.#ahead.shift()
      if (!job) return
      this.#underWay.set(job.queueId, this.#work(job))
    }
  }

  async #work(job: QueuedJob): Promise<void> {
    const { work, logger, concurrency } = this.#options
    const begunAt = performance.now()
    try {
      await work({ ...job, signal: this.#aborting.signal })
      this.#left.finished.push(job.queueId)
    } catch (error) {
      if (this.#aborting.signal.aborted) this.#left.untouched.push(job.queueId)
      else {
        logger.warn({ err: error, jobId: job.id, place: job.place }, 'a job goes back to the queue')
        this.#left.returned.push({ id: job.queueId, reason: error instanceof Error ? error.name : 'unknown' })
      }
    }
    this.#usualMs = this.#usualMs * 0.9 + (performance.now() - begunAt) * 0.1
    this.#underWay.delete(job.queueId)
    if (this.#stopping.signal.aborted) return
    this.#begin()
    // With others to go on with, half a round of finished jobs is worth a statement.
    if (this.#ahead.length === 0 || this.#left.finished.length * 2 >= concurrency) this.#bell.ring()
  }
}
