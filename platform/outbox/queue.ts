import { Logger, makeWorkerUtils, type WorkerUtils } from 'graphile-worker'
import type { WorkerPool } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { controlPlace, type Place } from './announcer.ts'
import { admittedChannel, type HeldSession, holdSession, listAlive } from './queue-session.ts'

/** A job of the queue: admitted, and not yet finished. */
interface AdmittedJob {
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
  /** A worker has died with it before: it is done alone, in case it was this one that killed it. */
  suspect: boolean
}

/** Jobs that a process is through with: done, or to be tried again by somebody. */
export interface LeftJobs {
  finished: string[]
  returned: { id: string; reason: string }[]
  /** Not begun: they go back as they came. */
  untouched: string[]
}

/** What a process asks for. */
interface NextJobs {
  names: readonly string[]
  limit: number
  /** How many suspects it will do beside what it has. */
  suspects: number
}

/** The job queue in the control database. */
export interface Queue {
  /** Tells which jobs are left, and takes the next, in one statement. */
  take(poolId: string, left: LeftJobs, next: NextJobs): Promise<QueuedJob[]>
  listAdmitted(): Promise<{ jobs: AdmittedJob[]; abandoned: AbandonedJob[]; lockedBy: string[] }>
  /** Answers the ids of those that were not there yet. */
  admit(jobs: readonly NewAdmission[]): Promise<Set<string>>
  remove(id: string): Promise<void>
  /** The pools of workers whose process holds its connection, and so is alive. */
  listAlive(poolIds: readonly string[]): Promise<{ alive: Set<string>; workers: number }>
  /** Gives back the jobs of workers that are gone. */
  unlock(poolIds: readonly string[]): Promise<void>
  /** Holds one connection until `ended`: for locks that go with it and for notifications. */
  hold(session: HeldSession): Promise<void>
  close(): Promise<void>
}

const jobsView = 'graphile_worker.jobs'
/** The queue's own tries, for when not even a failure could be written down. */
const queueAttempts = 3

export async function openQueue(pool: WorkerPool, logger: FastifyBaseLogger): Promise<Queue> {
  const utils = await makeWorkerUtils({ pgPool: pool, logger: queueLogger(logger) })
  return {
    take: (poolId, left, next) => take(utils, poolId, left, next),
    listAdmitted: () => listAdmitted(utils),
    admit: (jobs) => admit(utils, jobs),
    remove: async (id) => {
      await utils.withPgClient((client) => client.query('select graphile_worker.remove_job($1)', [id]))
    },
    listAlive: (poolIds) => listAlive(utils, poolIds),
    unlock: async (poolIds) => {
      await utils.forceUnlockWorkers([...poolIds])
      // Unlocking tells nobody, and a worker looks by itself only now and then.
      await utils.withPgClient((client) => client.query('select pg_notify($1, $2)', [admittedChannel, '']))
    },
    hold: (session) => holdSession({ utils, pool, logger }, session),
    close: async () => {
      await utils.release()
    },
  }
}

/**
 * Puts jobs into the queue, all in one statement and with one notification: the library's own way costs as much for each
 * as doing it. A job that is there stays as it is, whoever has it.
 */
async function admit(utils: WorkerUtils, jobs: readonly NewAdmission[]): Promise<Set<string>> {
  if (jobs.length === 0) return new Set()
  const { rows } = await utils.withPgClient((client) =>
    client.query<{ key: string }>({
      name: 'outbox-admit',
      text: `with job as (
               select * from unnest($1::text[], $2::text[], $3::text[], $4::smallint[]) j(key, place, name, rank)
             ), task as (
               insert into graphile_worker._private_tasks (identifier)
               select distinct name from job
                where name <> all (array(select identifier from graphile_worker._private_tasks))
               on conflict (identifier) do update set identifier = excluded.identifier returning id, identifier
             ), known as (
               select id, identifier from graphile_worker._private_tasks union all select id, identifier from task
             ), told as (
               select pg_notify('${admittedChannel}', '')
             )
             insert into graphile_worker._private_jobs (task_id, payload, key, flags, priority, max_attempts)
             select known.id, json_build_object('place', place), key, jsonb_build_object(place, true), rank, $5
               from job join known on known.identifier = job.name cross join told
             on conflict (key) do nothing returning key`,
      values: [
        jobs.map(({ id }) => id),
        jobs.map(({ place }) => place),
        jobs.map(({ name }) => name),
        jobs.map(({ rank }) => rank),
        queueAttempts,
      ],
    }),
  )
  return new Set(rows.map(({ key }) => key))
}

/**
 * The library's runner is not used: when connections are lost it rejects with nobody listening, which ends the process, and
 * waits for ever when it is stopped (`docs/decisions/0021`). This is its own way of taking a job, on its own table.
 */
async function take(
  utils: WorkerUtils,
  poolId: string,
  { finished, returned, untouched }: LeftJobs,
  { names, limit, suspects }: NextJobs,
): Promise<QueuedJob[]> {
  const { rows } = await utils.withPgClient((client) =>
    client.query<{ id: string; key: string | null; name: string; payload: unknown; suspect: boolean }>({
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
             ), task as (
               select id, identifier from graphile_worker._private_tasks where identifier = any($4::text[])
             ), fresh as (
               select id, task_id, false as suspect from graphile_worker._private_jobs
                where is_available and run_at <= now() and (attempts = 0 or last_error is not null)
                  and task_id = any(array(select id from task))
                order by priority, run_at limit $5 for update skip locked
             ), suspect as (
               select id, task_id, true as suspect from graphile_worker._private_jobs
                where is_available and run_at <= now() and attempts > 0 and last_error is null
                  and task_id = any(array(select id from task))
                order by priority, run_at limit $7 for update skip locked
             )
             update graphile_worker._private_jobs j set attempts = attempts + 1, locked_by = $1, locked_at = now()
               from (select * from fresh union all select * from suspect) next join task on task.id = next.task_id
              where j.id = next.id
             returning j.id, j.key, j.payload, task.identifier as name, next.suspect`,
      values: [poolId, finished, JSON.stringify(returned), names, limit, untouched, suspects],
    }),
  )
  return rows.flatMap(({ id, key, name, payload, suspect }) =>
    key ? [{ queueId: id, id: key, place: placeOf(payload), name, suspect }] : [],
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
