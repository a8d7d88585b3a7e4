import { makeThrottle } from '../throttle.ts'
import type { Holder } from './holder.ts'

/**
 * Wrong codes are counted per holder, wherever they come from: six in a row, then one a minute. Who guesses needs the
 * password first, so nobody can keep another out; and three codes in a million are right at a time, so guessing all
 * day is in vain.
 */
export function makeFactorThrottle() {
  const ofHolder = makeThrottle({ burst: 6, secondsEach: 60 })

  /** Takes a try before the code is looked at: many tries at once are counted one by one. */
  return function attempt({ kind, id }: Holder) {
    const key = `${kind} ${id}`
    ofHolder.take(key)
    return { succeeded: () => ofHolder.giveBack(key) }
  }
}

export type FactorThrottle = ReturnType<typeof makeFactorThrottle>
