import type { Place } from './announcer.ts'

/** The jobs of a place that are in the queue now, by when they came there, oldest first. */
export type Admitted = Map<string, number>

/** However short its jobs are, a place has no more than this in the queue. */
const largest = 256
const quickMs = 250
const slowMs = 1_000

/**
 * How many jobs of one place may be in the queue at once. With n places at work each gets the (n+1)th part of the workers,
 * so that a newcomer finds some free. A place whose jobs are soon done gets twice as many the next time, so that its
 * workers need not wait for the relay; one whose jobs take long falls back to its share.
 */
export class Windows {
  readonly #known = new Map<Place, { size: number; filled: number; at: number }>()

  /** Has enough of the window become free for a look to be worth it? */
  hasRoom(place: Place, admitted: Admitted | undefined): boolean {
    const size = this.#known.get(place)?.size ?? 1
    return size - (admitted?.size ?? 0) >= leastRoom(size)
  }

  sizeOf(place: Place, share: number, admitted: Admitted | undefined): number {
    const known = this.#known.get(place)
    if (!known) return share
    const inside = admitted?.size ?? 0
    const left = known.filled - inside
    if (ageOfOldest(admitted) > slowMs) known.size = share
    else if (left * 4 >= known.filled && performance.now() - known.at < quickMs) {
      known.size = Math.min(known.size * 2, largest)
      // Once for each filling.
      known.filled = inside
    }
    return Math.max(known.size, share)
  }

  /** The place has had more than it was allowed, and has `filled` in the queue now. */
  filled(place: Place, filled: number, size: number): void {
    this.#known.set(place, { size, filled, at: performance.now() })
  }

  /** Nothing waits there any more. */
  emptied(place: Place): void {
    this.#known.delete(place)
  }
}

/** A quarter of a window: one look for each job that has finished would cost more than the jobs. */
export function leastRoom(size: number): number {
  return Math.max(1, Math.floor(size / 4))
}

/** Milliseconds. */
export function ageOfOldest(admitted: Admitted | undefined): number {
  const oldest = admitted?.values().next().value
  return oldest === undefined ? 0 : performance.now() - oldest
}

export function shareOf(workers: number, places: number): number {
  return Math.max(1, Math.floor(workers / (places + 1)))
}
