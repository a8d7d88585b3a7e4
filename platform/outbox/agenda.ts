import type { Place } from './announcer.ts'

/** Where the relay has to look, and when. */
export class Agenda {
  /** Places where something may be due. */
  readonly fresh = new Set<Place>()
  /** Places known to have more than they were allowed, those served last at the end. */
  readonly backlog = new Set<Place>()
  /** When something becomes due somewhere, by this machine's clock. */
  readonly #later = new Map<Place, number>()

  /** To be looked into at that time, in milliseconds as `Date.now()` counts them, and not before. */
  lookAt(place: Place, at: number): void {
    this.#later.set(place, at)
  }

  /** To be looked into then at the latest. */
  lookBy(place: Place, at: number): void {
    this.#later.set(place, Math.min(this.#later.get(place) ?? at, at))
  }

  /** Where it is time to look now. */
  places(): Set<Place> {
    const now = Date.now()
    for (const [place, at] of this.#later) {
      if (at > now) continue
      this.#later.delete(place)
      this.fresh.add(place)
    }
    return new Set([...this.fresh, ...this.backlog])
  }

  /** Milliseconds until something becomes due; infinite where nothing is known to. */
  msUntilDue(): number {
    let earliest = Number.POSITIVE_INFINITY
    for (const at of this.#later.values()) earliest = Math.min(earliest, at)
    return earliest - Date.now()
  }

  clear(): void {
    this.fresh.clear()
    this.backlog.clear()
    this.#later.clear()
  }
}
