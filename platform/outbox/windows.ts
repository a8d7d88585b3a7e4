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
  readonly #sizes = new Map<Place, { size: number; filledAt: number }>()

  sizeOf(place: Place, share: number, admitted: Admitted | undefined): number {
    const known = this.#sizes.get(place)
    if (!known) return share
    if (admitted && admitted.oldestMs > slowMs) known.size = share
    return Math.max(known.size, share)
  }

  /** `size` jobs of the place have been put in, or left, to work on. */
  filled(place: Place, size: number): void {
    const now = performance.now()
    const known = this.#sizes.get(place)
    const quick = known !== undefined && now - known.filledAt < quickMs
    this.#sizes.set(place, { size: Math.min(quick ? size * 2 : size, largest), filledAt: now })
  }

  /** Nothing waits there any more. */
  emptied(place: Place): void {
    this.#sizes.delete(place)
  }
}

export function shareOf(workers: number, places: number): number {
  return Math.max(1, Math.floor(workers / (places + 1)))
}
