import { normaliseEmail } from './accounts.ts'
import { makeThrottle, networkOf } from './throttle.ts'

/**
 * Mails with links are asked for by anybody, for anybody. So few go to one address, and few are asked for from one
 * network or altogether; known and unknown addresses are counted alike. Whoever uses up another's allowance has sent him
 * the link that he needs.
 */
export function makeLinkThrottle() {
  const ofAddress = makeThrottle({ burst: 5, secondsEach: 300 })
  const ofNetwork = makeThrottle({ burst: 30, secondsEach: 60 })
  const ofAll = makeThrottle({ burst: 1_000, secondsEach: 1 })

  /** The network counts where anybody may ask, and not where somebody who is signed in does. */
  return function askForLink(email: string, ip?: string) {
    if (ip) ofNetwork.take(networkOf(ip))
    ofAddress.take(normaliseEmail(email))
    ofAll.take('all')
  }
}

export type LinkThrottle = ReturnType<typeof makeLinkThrottle>
