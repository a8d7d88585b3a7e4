import type { Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { controlPlace, type Place } from './announcer.ts'
import { eachOf } from './clock.ts'
import type { ControlOutboxTables } from './outbox.tables.ts'
import { recordVisits, type Visit } from './sources.ts'
import { pruneOutbox, summarize } from './visits.ts'

const flushMs = 1_000
const pruneMs = 60 * 60_000

/** Writes down, a second later and together, how it stands in the outboxes where something has changed. */
export class Recorder {
  readonly #tenancy: Tenancy
  readonly #logger: FastifyBaseLogger
  readonly #touched = new Set<Place>()
  readonly #prunedAt = new Map<Place, number>()
  #flushAt = Number.POSITIVE_INFINITY
  #writing: Promise<void> | undefined

  constructor(tenancy: Tenancy, logger: FastifyBaseLogger) {
    this.#tenancy = tenancy
    this.#logger = logger
  }

  touch(place: Place): void {
    if (place === controlPlace) return
    this.#touched.add(place)
    if (this.#flushAt === Number.POSITIVE_INFINITY) this.#flushAt = performance.now() + flushMs
  }

  msUntilNext(): number {
    return this.#writing ? Number.POSITIVE_INFINITY : this.#flushAt - performance.now()
  }

  /** Begins to write where it is time. Nobody waits for it: a database that does not answer is only late on record. */
  flush(onWritten: () => void): void {
    if (this.#writing || this.#flushAt > performance.now()) return
    this.#flushAt = Number.POSITIVE_INFINITY
    this.#writing = this.#write()
      .catch((err: unknown) =>
        this.#logger.warn({ err }, 'the state of the outboxes could not be written down'),
      )
      .finally(() => {
        this.#writing = undefined
        onWritten()
      })
  }

  /** Waits for what is being written. */
  async settle(): Promise<void> {
    await this.#writing
  }

  async #write(): Promise<void> {
    const places = [...this.#touched]
    this.#touched.clear()
    const visits: Visit[] = []
    await eachOf(places, 4, async (place) => {
      const tenant = this.#tenancy.directory.byId(place)
      if (tenant?.status !== 'active') return
      try {
        if ((this.#prunedAt.get(place) ?? Number.NEGATIVE_INFINITY) < performance.now() - pruneMs) {
          this.#prunedAt.set(place, performance.now())
          await pruneOutbox(this.#tenancy, tenant)
        }
        visits.push(await summarize(this.#tenancy, tenant))
      } catch (err) {
        this.#logger.warn({ err, tenantId: place }, 'an outbox could not be summed up')
      }
    })
    await recordVisits(this.#tenancy.control<ControlOutboxTables>(), visits)
  }
}
