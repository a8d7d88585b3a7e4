import type { Counted, Counts } from '../counts.ts'
import type { Holder } from './holder.ts'

const ofHolder = { name: 'factor of holder', burst: 6, secondsEach: 60 }

/**
 * Wrong codes are counted per holder, wherever they come from: six in a row, then one a minute. Who guesses needs the
 * password first, so nobody can keep another out; and three codes in a million are right at a time, so guessing all
 * day is in vain.
 */
export function makeFactorThrottle(counts: Counts) {
  /** Takes a try before the code is looked at: many tries at once are counted one by one. */
  return async function attempt({ kind, id }: Holder) {
    const counted: Counted[] = [[ofHolder, `${kind} ${id}`]]
    await counts.take(counted)
    return { succeeded: () => counts.giveBack(counted) }
  }
}

export type FactorThrottle = ReturnType<typeof makeFactorThrottle>
