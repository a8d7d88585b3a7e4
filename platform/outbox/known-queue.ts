import type { Place } from './announcer.ts'
import type { NewAdmission, Queue } from './queue.ts'
import type { Admitted } from './windows.ts'

/** What is in the queue is known here, and read again so often: jobs end elsewhere, too. */
const readAgainMs = 1_000
const leavingMs = 2_000

/** The relay's picture of the queue: which jobs of which place are in it, as far as this process knows. */
export class KnownQueue {
  readonly #queue: Queue
  #inside = new Map<Place, Admitted>()
  /** Finished here, and perhaps still in the queue for a moment. */
  readonly #leaving = new Map<string, number>()
  #readAgainAt = 0

  constructor(queue: Queue) {
    this.#queue = queue
  }

  /** How many jobs there are. */
  get size(): number {
    let size = 0
    for (const jobs of this.#inside.values()) size += jobs.size
    return size
  }

  /** The places that have any. */
  places(): Iterable<Place> {
    return this.#inside.keys()
  }

  of(place: Place): Admitted | undefined {
    return this.#inside.get(place)
  }

  /** They are about to be admitted. */
  add(jobs: Iterable<Pick<NewAdmission, 'id' | 'place'>>): void {
    for (const { id, place } of jobs) {
      this.#put(place, id, performance.now())
      this.#leaving.delete(id)
    }
  }

  /** It is not there, or not for much longer. */
  remove(place: Place, id: string): void {
    const jobs = this.#inside.get(place)
    // A place with nothing in the queue is none that shares the workers.
    if (jobs?.delete(id) && jobs.size === 0) this.#inside.delete(place)
  }

  /** This process has done with it, and takes it out. */
  finished(place: Place, id: string): void {
    this.remove(place, id)
    this.#leaving.set(id, performance.now())
  }

  /** It is read again when it is asked for next. */
  doubt(): void {
    this.#readAgainAt = 0
  }

  async readIfDue(): Promise<void> {
    if (this.#readAgainAt > performance.now()) return
    const { jobs } = await this.#queue.listAdmitted()
    const now = performance.now()
    this.#readAgainAt = now + readAgainMs
    this.#inside = new Map()
    for (const [id, at] of this.#leaving) if (at < now - leavingMs) this.#leaving.delete(id)
    for (const { id, place, ageMs } of jobs.sort((a, b) => b.ageMs - a.ageMs)) {
      if (!this.#leaving.has(id)) this.#put(place, id, now - ageMs)
    }
  }

  #put(place: Place, id: string, since: number): void {
    const jobs = this.#inside.get(place) ?? new Map<string, number>()
    this.#inside.set(place, jobs.set(id, since))
  }
}
