import { normaliseEmail } from './accounts.ts'
import type { Counts } from './counts.ts'
import { networkOf } from './throttle.ts'

const ofAddress = { name: 'link of address', burst: 5, secondsEach: 300 }
const ofNetwork = { name: 'link of network', burst: 30, secondsEach: 60 }
const ofAll = { name: 'link of all', burst: 1_000, secondsEach: 1 }

/**
 * Mails with links are asked for by anybody, for anybody. So few go to one address, and few are asked for from one
 * network or altogether; known and unknown addresses are counted alike. Whoever uses up another's allowance has sent him
 * the link that he needs.
 */
export function makeLinkThrottle(counts: Counts) {
  /** The network counts where anybody may ask, and not where somebody who is signed in does. */
  return async function askForLink(email: string, ip?: string) {
    await counts.take([
      ...(ip ? [[ofNetwork, networkOf(ip)] as const] : []),
      [ofAddress, normaliseEmail(email)],
      [ofAll, 'all'],
    ])
  }
}

export type LinkThrottle = ReturnType<typeof makeLinkThrottle>
