import { makeThrottle, networkOf } from '#platform/identity/throttle.ts'

/**
 * Customers' pages are open to whoever has an address. Nobody guesses 256 bits; this keeps the database from being asked in vain,
 * and a shop from being told, or asked to print, the same again and again. Many customers share the networks of phones, so those are generous.
 */
export function makePageThrottle() {
  const ofNetwork = makeThrottle({ burst: 120, secondsEach: 1 })
  const ofLink = makeThrottle({ burst: 10, secondsEach: 60 })
  return {
    look: (ip: string | null) => ofNetwork.take(networkOf(ip ?? '')),
    act: (tenantId: string, linkId: string) => ofLink.take(`${tenantId} ${linkId}`),
  }
}
