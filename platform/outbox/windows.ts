import type { Place } from './announcer.ts'

/** What of a place is in the queue now. */
export interface Admitted {
  ids: Set<string>
  /** How long the oldest of them has been there. */
  oldestMs: number
}

/** However short its jobs are, a place has no more than this in the queue. */
const largest = 64
const quickMs = 250
const slowMs = 1_000

/**
 * How many jobs of one place may be in the queue at once. With n places at work each gets the (n+1)th part of the workers,
 * so that a newcomer finds some free. A place whose jobs are soon done gets twice as many the next time, so that its
 * workers need not wait for the relay; one whose jobs take long falls back to its share.
 */
export class Windows {
  readonly #known = new Map<Place, { size: number; filled: number; at: number }>()

  sizeOf(place: Place, share: number, admitted: Admitted | undefined): number {
    const known = this.#known.get(place)
    if (!known) return share
    const inside = admitted?.ids.size ?? 0
    const left = known.filled - inside
    if (admitted && admitted.oldestMs > slowMs) known.size = share
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

export function shareOf(workers: number, places: number): number {
  return Math.max(1, Math.floor(workers / (places + 1)))
}
