import { DomainError } from '#platform/http/domain-error.ts'

export interface Allowance {
  /** So many attempts in a row. */
  burst: number
  /** Then one more each so many seconds. */
  secondsEach: number
}

export type Throttle = ReturnType<typeof makeThrottle>

/** Tries are counted per key and come back with time: nobody is locked out for good. */
export function makeThrottle({ burst, secondsEach }: Allowance, now = () => performance.now() / 1000) {
  // Per key, when all tries will have come back. A key that has all of them again is forgotten.
  const fullAt = new Map<string, number>()
  let sweepAt = 50_000

  const forgetFull = () => {
    if (fullAt.size < sweepAt) return
    const time = now()
    for (const [key, full] of fullAt) if (full <= time) fullAt.delete(key)
    // Keys that are still counted may be many; looking through them again and again would be the next attack.
    sweepAt = Math.max(50_000, fullAt.size * 2)
  }

  return {
    /** Takes a try, or refuses with the seconds to wait. */
    take(key: string) {
      const time = now()
      const full = Math.max(fullAt.get(key) ?? time, time) + secondsEach
      const wait = full - time - burst * secondsEach
      // The clock's fractions add up to a hair more than the whole.
      if (wait > 1e-6) throw new DomainError('too_many_attempts', { retryAfter: Math.ceil(wait) })
      fullAt.set(key, full)
      forgetFull()
    },
    /** Gives a try back: it was right. */
    giveBack(key: string) {
      const full = fullAt.get(key)
      if (full !== undefined) fullAt.set(key, full - secondsEach)
    },
  }
}

/** An address as attempts are counted: one household has a whole /64 of IPv6. */
export function networkOf(address: string) {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]?.split('::') ?? []
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const groups = [
    ...before,
    ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'),
    ...after,
  ]
  return groups.slice(0, 4).join(':')
}
