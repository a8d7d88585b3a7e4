import { normaliseEmail } from './accounts.ts'
import { makeThrottle, networkOf, type Throttle } from './throttle.ts'

/**
 * Wrong passwords are counted four ways: one person from one place, one place whoever it tries, one person from everywhere,
 * and all together. Somebody in a browser that he has signed in with before is counted there alone: whoever fails on his
 * behalf, from however many places, keeps nobody out but strangers.
 */
export function makeSignInThrottle(now?: () => number) {
  const ofBoth = makeThrottle({ burst: 10, secondsEach: 30 }, now)
  const ofNetwork = makeThrottle({ burst: 100, secondsEach: 3 }, now)
  const ofAddress = makeThrottle({ burst: 50, secondsEach: 10 }, now)
  const ofAll = makeThrottle({ burst: 3_000, secondsEach: 0.05 }, now)
  const ofDevice = makeThrottle({ burst: 10, secondsEach: 30 }, now)

  /**
   * Takes a try of each, before the password is looked at: many tries at once are counted one by one. `known` names the
   * browser or the session in which this person has been before.
   */
  return function attempt(email: string, ip: string, known?: string) {
    const network = networkOf(ip)
    const address = normaliseEmail(email)
    const counted: [Throttle, string][] = known
      ? [[ofDevice, `${known} ${address}`]]
      : [
          [ofBoth, `${network} ${address}`],
          [ofNetwork, network],
          [ofAddress, address],
          [ofAll, 'all'],
        ]
    takeAll(counted)
    return {
      succeeded() {
        for (const [throttle, key] of counted) throttle.giveBack(key)
      },
    }
  }
}

export type SignInThrottle = ReturnType<typeof makeSignInThrottle>

/** One of each, or none: who is refused by one of them has tried nothing. */
function takeAll(counted: readonly [Throttle, string][]) {
  const taken: [Throttle, string][] = []
  try {
    for (const [throttle, key] of counted) {
      throttle.take(key)
      taken.push([throttle, key])
    }
  } catch (refusal) {
    for (const [throttle, key] of taken) throttle.giveBack(key)
    throw refusal
  }
}
