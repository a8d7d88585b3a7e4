import { makeThrottle, networkOf } from './throttle.ts'
import { normaliseEmail } from './accounts.ts'

/**
 * Wrong passwords are counted three ways: one person from one place, one place whoever it tries, one person from
 * everywhere. The last is the widest, so that nobody can easily keep another out by failing on his behalf.
 */
export function makeSignInThrottle() {
  const ofBoth = makeThrottle({ burst: 10, secondsEach: 30 })
  const ofNetwork = makeThrottle({ burst: 100, secondsEach: 3 })
  const ofAddress = makeThrottle({ burst: 50, secondsEach: 10 })

  /** Takes a try of each, before the password is looked at: many tries at once are counted one by one. */
  return function attempt(email: string, ip: string) {
    const network = networkOf(ip)
    const address = normaliseEmail(email)
    const both = `${network} ${address}`
    ofBoth.take(both)
    ofNetwork.take(network)
    ofAddress.take(address)
    return {
      succeeded() {
        ofBoth.giveBack(both)
        ofNetwork.giveBack(network)
        ofAddress.giveBack(address)
      },
    }
  }
}

export type SignInThrottle = ReturnType<typeof makeSignInThrottle>
