import type { Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { Agenda } from './agenda.ts'
import { controlPlace, type Place } from './announcer.ts'
import { Bell, waitFor } from './clock.ts'
import { makeControlVisit } from './control-visit.ts'
import type { JobList } from './jobs.ts'
import { KnownQueue } from './known-queue.ts'
import type { ControlOutboxTables } from './outbox.tables.ts'
import type { NewAdmission, Queue } from './queue.ts'
import { Recorder } from './recorder.ts'
import { listSources } from './sources.ts'
import { type Due, listDue } from './visits.ts'
import { type Admitted, ageOfOldest, leastRoom, shareOf, Windows } from './windows.ts'

interface RelayOptions {
  tenancy: Tenancy
  queue: Queue
  jobs: JobList
  logger: FastifyBaseLogger
  /** How many jobs all workers together do at once. */
  capacity: () => number
  /** How often all outboxes on record are looked into, for what nobody announced. Default 30 s. */
  sweepMs?: number
  /** Called when jobs have been put into the queue. */
  onAdmitted: () => void
  onStep: (step: string) => void
}

/** So many jobs may be in the queue at once; a place with none in it is let in regardless. */
const mostAdmitted = 512
/** A slow database's answer is taken up in a later round, so that it delays only its own tenants. */
const patienceMs = 50
/** Rounds under load are at least so far apart: fewer and larger ones cost less. */
const roundMs = 4
/** What could not be admitted because it was there is looked at again so soon. */
const againMs = 100
/** An outbox that could not be read is left alone for so long. */
const pauseMs = 1_000
/** Finished jobs of other processes are announced; this is for when that is lost. */
const backlogMs = 250

/**
 * Moves due jobs from the outboxes into the queue: a few of each place at a time, so that nobody's flood is in front of
 * anybody else's job. It keeps nothing that it could lose: what waits is in the outboxes, what is admitted in the queue,
 * and admitting twice is harmless, since the mark in the outbox decides.
 */
export class Relay {
  readonly #options: RelayOptions
  readonly #names: string[]
  readonly #visitControl: (limit: number) => Promise<Due>
  readonly #recorder: Recorder
  readonly #known: KnownQueue
  readonly #windows = new Windows()
  readonly #bell = new Bell()
  readonly #agenda = new Agenda()
  readonly #visiting = new Set<Place>()
  #found: NewAdmission[] = []
  #sweepAt = 0
  #leading = false

  constructor(options: RelayOptions) {
    this.#options = options
    this.#names = Object.keys(options.jobs)
    this.#visitControl = makeControlVisit({ ...options, names: this.#names })
    this.#recorder = new Recorder(options.tenancy, options.logger)
    this.#known = new KnownQueue(options.queue)
  }

  get leading(): boolean {
    return this.#leading
  }

  /** Something may be due there. */
  wake(place: Place): void {
    if (!this.#leading) return
    this.#agenda.fresh.add(place)
    this.#bell.ring()
  }

  /** This process has done with a job of the place. */
  finished(place: Place, id: string): void {
    if (!this.#leading) return
    this.#known.finished(place, id)
    this.#recorder.touch(place)
    if (this.#agenda.backlog.has(place) && this.#windows.hasRoom(place, this.#known.of(place)))
      this.#bell.ring()
  }

  /** Another process has. */
  finishedElsewhere(place: Place): void {
    if (!this.#leading) return
    this.#known.doubt()
    this.#recorder.touch(place)
    if (this.#agenda.backlog.has(place)) this.#bell.ring()
  }

  /** Relays until the signal aborts. One process at a time does; two would only do each other's work again. */
  async lead(signal: AbortSignal): Promise<void> {
    this.#leading = true
    this.#sweepAt = 0
    this.#known.doubt()
    try {
      while (!signal.aborted) {
        const startedAt = performance.now()
        try {
          await this.#sweep()
          await this.#round()
          this.#recorder.flush(() => this.#bell.ring())
        } catch (err) {
          if (signal.aborted) return
          this.#options.logger.warn({ err }, 'the relay was interrupted')
          await waitFor(1_000, signal)
        }
        await waitFor(startedAt + roundMs - performance.now(), signal)
        await this.#bell.wait(this.#msUntilNext(), signal)
      }
    } finally {
      this.#leading = false
      this.#agenda.clear()
      await this.#recorder.settle()
    }
  }

  /** Looks everywhere where a job may wait of which this process has not heard. */
  async #sweep(): Promise<void> {
    if (this.#sweepAt > performance.now()) return
    const { tenancy, sweepMs = 30_000 } = this.#options
    this.#agenda.fresh.add(controlPlace)
    for (const tenantId of await listSources(tenancy.control<ControlOutboxTables>()))
      this.#agenda.fresh.add(tenantId)
    this.#sweepAt = performance.now() + sweepMs
  }

  async #round(): Promise<void> {
    if (this.#agenda.places().size + this.#found.length === 0) return
    await this.#known.readIfDue()
    await Promise.race([Promise.all(this.#setOut()), waitFor(patienceMs, never)])
    await this.#admit()
  }

  /** Looks into the outboxes that may have something, each for as many jobs as it has room in the queue. */
  #setOut(): Promise<void>[] {
    const places = this.#agenda.places()
    const sharing = new Set([...this.#known.places(), ...places])
    const share = shareOf(this.#options.capacity(), sharing.size)
    let room = mostAdmitted - this.#known.size
    const visits: Promise<void>[] = []
    for (const place of places) {
      if (this.#visiting.has(place)) continue
      this.#agenda.fresh.delete(place)
      const inside = this.#known.of(place)
      const size = this.#windows.sizeOf(place, share, inside)
      const free = Math.min(size - (inside?.size ?? 0), inside ? room : Math.max(room, 1))
      if (free < leastRoom(size)) {
        this.#agenda.backlog.add(place)
        continue
      }
      room -= free
      visits.push(this.#visit(place, free, inside, size))
    }
    return visits
  }

  /** Puts what was found into the queue. */
  async #admit(): Promise<void> {
    // Where an answer came late, its place may have been looked into again.
    const found = new Map<string, NewAdmission>()
    for (const job of this.#found.splice(0)) {
      if (!this.#known.of(job.place)?.has(job.id)) found.set(job.id, job)
    }
    if (found.size === 0) return
    const { queue, onAdmitted, onStep } = this.#options
    onStep('relay found')
    // Before it is so: they may be done before the answer is here.
    this.#known.add(found.values())
    try {
      const entered = await queue.admit([...found.values()])
      for (const { id, place } of found.values()) if (!entered.has(id)) this.#lookAgain(place, id)
    } catch (error) {
      this.#known.doubt()
      for (const { place } of found.values()) this.#agenda.fresh.add(place)
      throw error
    }
    onAdmitted()
    onStep('relay admitted')
  }

  /** It is in the queue already, perhaps only for as long as it takes to leave it. */
  #lookAgain(place: Place, id: string): void {
    this.#known.remove(place, id)
    this.#agenda.lookBy(place, Date.now() + againMs)
  }

  async #visit(place: Place, free: number, inside: Admitted | undefined, size: number): Promise<void> {
    const { tenancy, logger } = this.#options
    const tenant = tenancy.directory.byId(place)
    // Suspended, its jobs wait until the directory says that it is active again; closed, they are dropped.
    if (place !== controlPlace && tenant?.status !== 'active') {
      this.#agenda.backlog.delete(place)
      return
    }
    this.#visiting.add(place)
    try {
      // As they are now: one that is finished while the outbox is read may be read as not done.
      const known = new Set(inside?.keys())
      const limit = free + known.size
      const { jobs, nextAt } = tenant
        ? await listDue(tenancy, tenant, this.#names, limit)
        : await this.#visitControl(limit)
      const fresh = jobs.filter(({ id }) => !known.has(id)).slice(0, free)
      const filled = (inside?.size ?? 0) + fresh.length
      this.#found.push(
        ...fresh.map(({ id, name }, at) => ({ id, place, name, rank: filled - fresh.length + at })),
      )
      this.#agenda.backlog.delete(place)
      if (jobs.length === limit) {
        this.#agenda.backlog.add(place)
        this.#windows.filled(place, filled, size)
      } else {
        this.#windows.emptied(place)
        this.#recorder.touch(place)
      }
      // What failed and is due again may still be leaving the queue: only then can it be admitted anew.
      const leaving = fresh.length < jobs.length ? Date.now() + againIn(inside) : null
      const next = Math.min(nextAt ?? Number.POSITIVE_INFINITY, leaving ?? Number.POSITIVE_INFINITY)
      if (Number.isFinite(next)) this.#agenda.lookAt(place, next)
    } catch (err) {
      // Where nothing answers nothing is waited for: else it would be asked again with every round.
      this.#agenda.backlog.delete(place)
      this.#agenda.lookAt(place, Date.now() + pauseMs)
      logger.warn({ err, place }, 'an outbox could not be read')
    } finally {
      this.#visiting.delete(place)
      if (this.#found.length > 0 || this.#agenda.fresh.has(place)) this.#bell.ring()
    }
  }

  #msUntilNext(): number {
    const times = [this.#sweepAt - performance.now(), this.#recorder.msUntilNext()]
    if (this.#agenda.backlog.size > 0) times.push(backlogMs)
    return Math.max(0, Math.min(...times, this.#agenda.msUntilDue()))
  }
}

/** The longer it has been there already, the longer it may take. */
function againIn(inside: Admitted | undefined): number {
  return Math.min(Math.max(ageOfOldest(inside), 50), 5_000)
}

const never = new AbortController().signal
