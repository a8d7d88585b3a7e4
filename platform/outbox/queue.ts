import { Logger, makeWorkerUtils, type WorkerUtils } from 'graphile-worker'
import type { WorkerPool } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { controlPlace, jobsChannel, type Place } from './announcer.ts'
import { waitFor } from './clock.ts'

/** First halves of the advisory locks' keys: who leads, and which pools of workers are alive. */
const leaderLock = 7_467_001
const aliveLock = 7_467_002

/** A job of the queue: admitted, and not yet finished. */
export interface AdmittedJob {
  id: string
  place: Place
  ageMs: number
}

/** A job that the queue has given up: its workers died with it, or could not even write down that it failed. */
export interface AbandonedJob {
  id: string
  place: Place
  name: string
  lastError: string | null
}

export interface NewAdmission {
  id: string
  place: Place
  name: string
  /** How many of its place are ahead of it: lower starts first. */
  rank: number
}

/** A job that a process has taken. */
export interface QueuedJob {
  /** The queue's own number. */
  queueId: string
  id: string
  place: Place
  name: string
}

/** Jobs that a process is through with: done, or to be tried again by somebody. */
export interface LeftJobs {
  finished: string[]
  returned: { id: string; reason: string }[]
  /** Not begun: they go back as they came. */
  untouched: string[]
}

/** The job queue in the control database. */
export interface Queue {
  /** Tells which jobs are left, and takes the next, in one statement. */
  take(
    poolId: string,
    left: LeftJobs,
    next: { names: readonly string[]; limit: number },
  ): Promise<QueuedJob[]>
  listAdmitted(): Promise<{ jobs: AdmittedJob[]; abandoned: AbandonedJob[]; lockedBy: string[] }>
  admit(jobs: readonly NewAdmission[]): Promise<void>
  remove(id: string): Promise<void>
  /** The pools of workers whose process holds its connection, and so is alive. */
  listAlive(poolIds: readonly string[]): Promise<{ alive: Set<string>; workers: number }>
  /** Gives back the jobs of workers that are gone. */
  unlock(poolIds: readonly string[]): Promise<void>
  /** Holds one connection until `ended`: for locks that go with it and for notifications. */
  hold(session: HeldSession): Promise<void>
  close(): Promise<void>
}

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

const jobsView = 'graphile_worker.jobs'
/** On which the library says that it has added jobs. */
const admittedChannel = 'jobs:insert'
/** The queue's own tries, for when not even a failure could be written down. */
const queueAttempts = 3

export async function openQueue(pool: WorkerPool, logger: FastifyBaseLogger): Promise<Queue> {
  const utils = await makeWorkerUtils({ pgPool: pool, logger: queueLogger(logger) })
  return {
    take: (poolId, left, next) => take(utils, poolId, left, next),
    listAdmitted: () => listAdmitted(utils),
    admit: async (jobs) => {
      if (jobs.length === 0) return
      await utils.addJobs(
        jobs.map(({ id, place, name, rank }) => ({
          identifier: name,
          payload: { place },
          jobKey: id,
          // The place again, where the queue's public view shows it.
          flags: [place],
          priority: rank,
          maxAttempts: queueAttempts,
        })),
      )
    },
    remove: async (id) => {
      await utils.withPgClient((client) => client.query('select graphile_worker.remove_job($1)', [id]))
    },
    listAlive: (poolIds) => listAlive(utils, poolIds),
    unlock: async (poolIds) => {
      await utils.forceUnlockWorkers([...poolIds])
      // Unlocking tells nobody, and a worker looks by itself only now and then.
      await utils.withPgClient((client) => client.query(`select pg_notify('jobs:insert', '{"count":100}')`))
    },
    hold: (session) => hold(utils, session, logger),
    close: async () => {
      await utils.release()
    },
  }
}

/**
 * The library's runner is not used: when connections are lost it rejects with nobody listening, which ends the process, and
 * waits for ever when it is stopped (`docs/decisions/0021`). This is its own way of taking a job, on its own table.
 */
async function take(
  utils: WorkerUtils,
  poolId: string,
  { finished, returned, untouched }: LeftJobs,
  { names, limit }: { names: readonly string[]; limit: number },
): Promise<QueuedJob[]> {
  const { rows } = await utils.withPgClient((client) =>
    client.query<{ id: string; key: string | null; name: string; payload: unknown }>({
      name: 'outbox-take',
      text: `with finished as (
               delete from graphile_worker._private_jobs where id = any($2::bigint[]) and locked_by = $1
             ), returned as (
               update graphile_worker._private_jobs j
                  set locked_by = null, locked_at = null, last_error = r.reason,
                      run_at = now() + make_interval(secs => least(2 ^ j.attempts, 60))
                 from jsonb_to_recordset($3::jsonb) r(id bigint, reason text)
                where j.id = r.id and j.locked_by = $1
             ), untouched as (
               update graphile_worker._private_jobs set locked_by = null, locked_at = null, attempts = attempts - 1
                where id = any($6::bigint[]) and locked_by = $1
             ), next as (
               select id, task_id from graphile_worker._private_jobs
                where is_available and run_at <= now()
                  and task_id = any(array(select id from graphile_worker._private_tasks where identifier = any($4::text[])))
                order by priority, run_at limit $5 for update skip locked
             )
             update graphile_worker._private_jobs j set attempts = attempts + 1, locked_by = $1, locked_at = now()
               from next join graphile_worker._private_tasks t on t.id = next.task_id
              where j.id = next.id
             returning j.id, j.key, j.payload, t.identifier as name`,
      values: [poolId, finished, JSON.stringify(returned), names, limit, untouched],
    }),
  )
  return rows.flatMap(({ id, key, name, payload }) =>
    key ? [{ queueId: id, id: key, place: placeOf(payload), name }] : [],
  )
}

async function listAdmitted(utils: WorkerUtils) {
  const { rows } = await utils.withPgClient((client) =>
    client.query<{
      key: string | null
      place: string | null
      name: string
      age_ms: number
      locked_by: string | null
      given_up: boolean
      last_error: string | null
    }>({
      name: 'outbox-admitted',
      text: `select key, (select min(f) from jsonb_object_keys(flags) f) as place, task_identifier as name, locked_by,
                    (extract(epoch from now() - run_at) * 1000)::float8 as age_ms, last_error,
                    attempts >= max_attempts and locked_by is null as given_up
               from ${jobsView}`,
    }),
  )
  const known = rows.flatMap((row) =>
    row.key && row.place ? [{ ...row, id: row.key, place: row.place }] : [],
  )
  return {
    jobs: known.filter((row) => !row.given_up).map(({ id, place, age_ms: ageMs }) => ({ id, place, ageMs })),
    abandoned: known
      .filter((row) => row.given_up)
      .map(({ id, place, name, last_error: lastError }) => ({ id, place, name, lastError })),
    lockedBy: [...new Set(rows.flatMap((row) => (row.locked_by ? [row.locked_by] : [])))],
  }
}

async function listAlive(utils: WorkerUtils, poolIds: readonly string[]) {
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

async function hold(utils: WorkerUtils, session: HeldSession, logger: FastifyBaseLogger): Promise<void> {
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
        if (!leading) {
          const { rows } = await client.query<{ mine: boolean }>(
            'select pg_try_advisory_lock($1, 0) as mine',
            [leaderLock],
          )
          leading = rows[0]?.mine === true
          if (leading) onLeading(true)
        } else {
          // A server that went without a word would otherwise be led by two.
          await client.query('select 1')
        }
        await waitFor(askToLeadMs, ended)
      }
    } catch (err) {
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

/** The queue's library talks much; what matters of it goes where everything goes. */
function queueLogger(logger: FastifyBaseLogger): Logger {
  return new Logger(() => (level, message, meta) => {
    const error = meta?.error
    if (level === 'error') logger.error(error ? { err: error } : {}, message)
    else if (level === 'warning') logger.debug(message)
  })
}

function placeOf(payload: unknown): Place {
  const place = (payload as { place?: unknown }).place
  return typeof place === 'string' ? place : controlPlace
}
