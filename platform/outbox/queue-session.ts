import { askAtOnce, TenancyError, type WorkerPool } from '@tenantry/tenancy'
import type { WorkerUtils } from 'graphile-worker'
import type { FastifyBaseLogger } from 'fastify'
import { jobsChannel, type Place } from './announcer.ts'
import { waitFor } from './clock.ts'

/** First halves of the advisory locks' keys: who leads, and which pools of workers are alive. */
const leaderLock = 7_467_001
const aliveLock = 7_467_002

/** On which processes that work hear that jobs have been admitted. */
export const admittedChannel = 'jobs:insert'

export interface HeldSession {
  signal: AbortSignal
  /** What the queue knows this process' work by. */
  poolId: string
  /** Called once it is known to be alive: only then may it take jobs. */
  onDeclared(): void
  /** Jobs have been admitted. */
  onAdmitted(): void
  onPlaces(places: Place[]): void
  /** True while this process is the one that relays. */
  onLeading(leading: boolean): void
}

/** The pools of workers whose process holds its connection, and how many there are in all. */
export async function listAlive(utils: WorkerUtils, poolIds: readonly string[]) {
  const { rows } = await utils.withPgClient((client) =>
    client.query<{ pool_id: string | null; workers: number }>({
      name: 'outbox-alive',
      text: `with held as (
               select objid from pg_locks
                where locktype = 'advisory' and classid = $1 and objsubid = 2 and granted
                  and database = (select oid from pg_database where datname = current_database())
             )
             select pool_id, (select count(*)::int from held) as workers
               from (values (null)) one(x) left join unnest($2::text[]) pool_id
                 on (hashtext(pool_id)::bigint & 4294967295)::oid in (select objid from held)`,
      values: [aliveLock, poolIds],
    }),
  )
  return {
    alive: new Set(rows.flatMap((row) => (row.pool_id ? [row.pool_id] : []))),
    workers: rows[0]?.workers ?? 0,
  }
}

/** How often a process asks whether it may lead. The lock of one that died is free as soon as its connection is. */
const askToLeadMs = 500
const askingToLead = { text: 'select pg_try_advisory_lock($1, 0) as mine', values: [leaderLock] }

/** Holds one connection until the session ends: for locks that go with it and for notifications. */
export async function holdSession(
  { utils, pool, logger }: { utils: WorkerUtils; pool: WorkerPool; logger: FastifyBaseLogger },
  session: HeldSession,
): Promise<void> {
  const { signal, poolId, onDeclared, onAdmitted, onPlaces, onLeading } = session
  await utils.withPgClient(async (client) => {
    const onNotification = ({ channel, payload }: { channel: string; payload?: string }) => {
      if (channel === admittedChannel) onAdmitted()
      else if (payload) onPlaces(payload.split(','))
    }
    const lost = new AbortController()
    const onLost = () => lost.abort()
    client.on('notification', onNotification)
    client.on('error', onLost)
    client.on('end', onLost)
    let leading = false
    try {
      await client.query(`listen "${admittedChannel}"; listen ${jobsChannel}`)
      await client.query('select pg_advisory_lock($1, hashtext($2))', [aliveLock, poolId])
      onDeclared()
      const ended = AbortSignal.any([signal, lost.signal])
      while (!ended.aborted) {
        // Also while it leads: a server that went without a word would otherwise be waited for, and led by two.
        const question = leading ? { text: 'select true as mine' } : askingToLead
        const [row] = await askAtOnce<{ mine: boolean }>(client, question, () => pool.suspect())
        if (!leading && row?.mine) {
          leading = true
          onLeading(true)
        }
        await waitFor(askToLeadMs, ended)
      }
    } catch (err) {
      if (err instanceof TenancyError) lost.abort()
      if (!signal.aborted) logger.warn({ err }, 'the connection to the job queue was lost')
    } finally {
      if (leading) onLeading(false)
      client.off('notification', onNotification)
      // A connection that goes back must not keep what it held.
      if (!lost.signal.aborted) {
        await client.query('select pg_advisory_unlock_all()').catch(() => {})
        await client.query('unlisten *').catch(() => {})
      }
      client.off('error', onLost)
      client.off('end', onLost)
    }
  })
}
