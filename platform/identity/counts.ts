import { createHash } from 'node:crypto'
import type { ControlDb } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { type Allowance, makeThrottle, type Throttle } from './throttle.ts'

/** So many tries of one kind. */
interface Limit extends Allowance {
  /** Tells its keys from those of other limits. */
  name: string
}

/** A try under a limit, and whose it is. */
export type Counted = readonly [limit: Limit, whose: string]

/** Where tries are counted. */
export interface Counts {
  /** Takes one of each, or refuses with the seconds to wait and takes none. */
  take(counted: readonly Counted[]): Promise<void>
  /** Gives them back: it was right. */
  giveBack(counted: readonly Counted[]): Promise<void>
}

/** Counts in this process alone. */
export function makeLocalCounts(now?: () => number): Counts {
  const throttles = new Map<string, Throttle>()
  const throttleOf = (limit: Limit) => {
    const throttle = throttles.get(limit.name) ?? makeThrottle(limit, now)
    throttles.set(limit.name, throttle)
    return throttle
  }
  const giveBack = (counted: readonly Counted[]) => {
    for (const [limit, whose] of counted) throttleOf(limit).giveBack(whose)
  }
  return {
    take: async (counted) => {
      const taken: Counted[] = []
      try {
        for (const [limit, whose] of counted) {
          throttleOf(limit).take(whose)
          taken.push([limit, whose])
        }
      } catch (refusal) {
        // Who is refused by one of them has tried nothing.
        giveBack(taken)
        throw refusal
      }
    },
    giveBack: async (counted) => giveBack(counted),
  }
}

const sweepEachMs = 60_000

/**
 * Counts for all processes of a deployment, in the control database. Whom this process alone refuses costs no query, so
 * that a flood stays here.
 */
export function makeSharedCounts(control: ControlDb<unknown>, here = makeLocalCounts()): Counts {
  let sweepAt = performance.now() + sweepEachMs

  /** In a transaction of its own, which waits for nobody: what it deletes must not stand in the way of two takers. */
  const sweep = async () => {
    if (performance.now() < sweepAt) return
    sweepAt = performance.now() + sweepEachMs
    await control.run((tx) =>
      tx
        .raw(
          sql`delete from control.counted_tries where key in (
                select key from control.counted_tries where full_at <= now() order by full_at limit 5000
                for update skip locked)`,
        )
        .execute(),
    )
  }

  const takeThere = (counted: readonly Counted[]) =>
    control.run(async (tx) => {
      const keys = counted.map(keyOf)
      // In the order of their keys: two takers never wait for each other.
      const taken = await tx
        .raw(
          sql`insert into control.counted_tries as kept (key, each, burst, full_at)
              select decode(key, 'hex'), make_interval(secs => each), burst, now() + make_interval(secs => each)
                from unnest(${keys}::text[], ${counted.map(([{ burst }]) => burst)}::integer[],
                            ${counted.map(([{ secondsEach }]) => secondsEach)}::float8[]) as asked (key, burst, each)
               order by key
              on conflict (key) do update set full_at = greatest(kept.full_at, now()) + excluded.each
               where greatest(kept.full_at, now()) + excluded.each - now() <= excluded.each * excluded.burst
              returning key`,
        )
        .execute()
      if (taken.length === counted.length) return
      const [left] = await tx
        .raw<{ wait: number }>(
          sql`select ceil(extract(epoch from max(full_at + each - now() - each * burst)))::integer as wait
                from control.counted_tries where key in (select decode(asked, 'hex') from unnest(${keys}::text[]) asked)`,
        )
        .execute()
      // Thrown, it undoes those that were taken.
      throw new DomainError('too_many_attempts', { retryAfter: Math.max(1, left?.wait ?? 1) })
    })

  return {
    take: async (counted) => {
      await here.take(counted)
      try {
        await takeThere(counted)
      } catch (refusal) {
        await here.giveBack(counted)
        throw refusal
      }
      await sweep()
    },
    giveBack: async (counted) => {
      await here.giveBack(counted)
      await control.run((tx) =>
        tx
          .raw(
            sql`update control.counted_tries kept set full_at = kept.full_at - kept.each
                  from (select key from control.counted_tries
                         where key in (select decode(asked, 'hex') from unnest(${counted.map(keyOf)}::text[]) asked)
                         order by key for update) mine
                 where kept.key = mine.key`,
          )
          .execute(),
      )
    },
  }
}

function keyOf([{ name }, whose]: Counted): string {
  return createHash('sha256').update(`${name}\n${whose}`).digest('hex')
}
