import { normaliseEmail } from './accounts.ts'
import type { Counted, Counts } from './counts.ts'
import { networkOf } from './throttle.ts'

const ofBoth = { name: 'sign-in of both', burst: 10, secondsEach: 30 }
const ofNetwork = { name: 'sign-in of network', burst: 100, secondsEach: 3 }
const ofAddress = { name: 'sign-in of address', burst: 50, secondsEach: 10 }
const ofAll = { name: 'sign-in of all', burst: 3_000, secondsEach: 0.05 }
const ofDevice = { name: 'sign-in of device', burst: 10, secondsEach: 30 }

/**
 * Wrong passwords are counted four ways: one person from one place, one place whoever it tries, one person from everywhere,
 * and all together. Somebody in a browser that he has signed in with before is counted there alone: whoever fails on his
 * behalf, from however many places, keeps nobody out but strangers. `side` tells members from operators.
 */
export function makeSignInThrottle(counts: Counts, side: 'member' | 'operator' = 'member') {
  /**
   * Takes a try of each, before the password is looked at: many tries at once are counted one by one. `known` names the
   * browser or the session in which this person has been before.
   */
  return async function attempt(email: string, ip: string, known?: string) {
    const network = networkOf(ip)
    const address = normaliseEmail(email)
    const asked: Counted[] = known
      ? [[ofDevice, `${known} ${address}`]]
      : [
          [ofBoth, `${network} ${address}`],
          [ofNetwork, network],
          [ofAddress, address],
          [ofAll, 'all'],
        ]
    const counted = asked.map(([limit, whose]): Counted => [limit, `${side} ${whose}`])
    await counts.take(counted)
    return { succeeded: () => counts.giveBack(counted) }
  }
}

export type SignInThrottle = ReturnType<typeof makeSignInThrottle>
