import type { Counted, Counts } from '#platform/identity/counts.ts'
import { networkOf } from '#platform/identity/throttle.ts'

const ofNetwork = { name: 'customer page of network', burst: 120, secondsEach: 1 }
const ofLink = { name: 'customer page of link', burst: 10, secondsEach: 60 }

/** Whoever asks by a link, of which the page holds the token. */
interface Asker {
  author: { ip: string | null }
  body: { token: string }
}

/**
 * Customers' pages are open to whoever has an address. Nobody guesses 256 bits; this keeps the database from being asked in vain,
 * and a shop from being told, or asked to print, the same again and again. Many customers share the networks of phones, so those are generous.
 */
export function makePageThrottle(counts: Counts) {
  const lookOf = ({ author }: Pick<Asker, 'author'>): Counted => [ofNetwork, networkOf(author.ip ?? '')]
  return {
    look: (asker: Pick<Asker, 'author'>) => counts.take([lookOf(asker)]),
    /** What makes work for somebody: counted before the shop's database is asked, whether or not there is such a link. */
    act: (asker: Asker) => counts.take([lookOf(asker), [ofLink, asker.body.token]]),
  }
}
