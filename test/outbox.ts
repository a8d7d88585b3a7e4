import { fileURLToPath } from 'node:url'
import {
  type Actor,
  type Fleet,
  newId,
  openFleet,
  openTenancy,
  openWorkerPool,
  type Tenancy,
  type Tenant,
  workerUrl,
} from '@tenantry/tenancy'
import { type ColumnType, sql } from 'kysely'
import pg from 'pg'
import { Type } from 'typebox'
import { inject } from 'vitest'
import { strictObject } from '#contract/route.ts'
import { makeLogger } from '#platform/http/logger.ts'
import { announceJobs } from '#platform/outbox/announcer.ts'
import { type JobList, JobRefused, type TenantErrand, type TenantJob } from '#platform/outbox/jobs.ts'
import { insertJobs, type JobRow } from '#platform/outbox/outbox.ts'
import { openQueue, type Queue } from '#platform/outbox/queue.ts'
import { startWorker, type WorkerOptions } from '#platform/outbox/worker.ts'
import { migrationModules } from '#server/modules.ts'
import { copyDeployment, masterKey, type TenantSlug } from './deployment-template.ts'
import { connectTo } from './past-the-fence.ts'

/** Where test jobs write that they were done: one row for each time. */
export interface LedgerTables {
  'core.test_ledger': {
    tenantId: ColumnType<string, never, never>
    id: string
    note: string
    at: ColumnType<string, never, never>
  }
}

const Note = strictObject({ note: Type.String() })

/** Writes one row: exactly once for each job, or something is broken. */
const writeNote: TenantJob<typeof Note, LedgerTables> = {
  kind: 'tenant',
  payload: Note,
  work: async (tx, { note }) => {
    await tx.insertInto('core.test_ledger').values({ id: newId(), note }).execute()
  },
}

/** The same as an errand: it writes outside of the transaction that marks it done, under the job's id. */
const noteErrand: TenantErrand<typeof Note, LedgerTables> = {
  kind: 'tenant-errand',
  payload: Note,
  perform: async ({ data, tenant, actor }, { note }, { id }) => {
    await data.run(tenant, actor, async (tx) => {
      await tx
        .insertInto('core.test_ledger')
        .values({ id, note })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    })
  },
}

/** Never done, however often it is tried. */
const refused: TenantJob<typeof Note, LedgerTables> = {
  kind: 'tenant',
  payload: Note,
  work: async () => {
    throw new JobRefused('there is no such template')
  },
}

export const ledgerJobs: JobList = { 'write-note': writeNote, 'note-errand': noteErrand, refused }

export const someone: Actor = { kind: 'system', name: 'test' }

interface StoredJob {
  attempts: number
  doneAt: string | null
  failedAt: string | null
  reason: string | null
}

export interface OutboxDeployment {
  tenancy: Tenancy
  fleet: Fleet
  databaseUrl: string
  workerUrl: string
  adminUrl: string
  tenant(slug: TenantSlug): Tenant
  /** A worker in this process, with short times. */
  startWorker(options?: Partial<WorkerOptions>): ReturnType<typeof startWorker>
  /** Asks for jobs without the list's types: the list of the tests is not the product's. */
  ask(tenant: Tenant, jobs: readonly Omit<JobRow, 'id'>[]): Promise<string[]>
  /** The queue, past the relay. */
  withQueue<T>(work: (queue: Queue) => Promise<T>): Promise<T>
  /** What stands of a job in its tenant's outbox. */
  job(slug: TenantSlug, id: string): Promise<StoredJob | undefined>
  /** The same, once it is done. */
  doneJob(slug: TenantSlug, id: string): Promise<StoredJob | undefined>
  /** The same, once it is given up. */
  givenUpJob(slug: TenantSlug, id: string): Promise<StoredJob | undefined>
  /** What the ledger of a tenant says, oldest first. */
  notes(tenant: Tenant): Promise<string[]>
  countNotes(tenant: Tenant): Promise<number>
  /** A connection of the admin's to one of the deployment's databases, past everything. */
  asAdmin<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A deployment whose data databases have a ledger, and whose worker can log in. */
export async function startOutboxDeployment(): Promise<OutboxDeployment> {
  const given = { databaseUrl: inject('databaseUrl'), adminUrl: inject('adminUrl') }
  const databases = await copyDeployment(given, 'Asia/Kolkata')
  const { databaseUrl, adminUrl } = databases
  const fleet = openFleet({ adminUrl, masterKey, modules: migrationModules })
  await fleet.ensureWorkerLogin()
  const tenancy = await openTenancy({ databaseUrl, masterKey })
  const announcer = announceJobs(tenancy, () => {})
  const url = workerUrl(databaseUrl, masterKey)
  const asAdmin: OutboxDeployment['asAdmin'] = async (database, work) => {
    const client = await connectTo(adminUrl, { database })
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }
  for (const database of new Set(tenancy.directory.all().map(({ placement }) => placement.database))) {
    await asAdmin(database, (client) => client.query(ledgerTable))
  }
  const tenantOf = (slug: TenantSlug) => tenancy.directory.bySlug(slug)!
  const job = (slug: TenantSlug, id: string) => findJob(tenancy, tenantOf(slug), id)
  const logger = makeLogger(process.env.OUTBOX_LOG ?? 'silent')
  const role = new URL(url).username
  return {
    tenancy,
    fleet,
    databaseUrl,
    workerUrl: url,
    adminUrl,
    tenant: tenantOf,
    asAdmin,
    startWorker: (options) =>
      startWorker({
        tenancy,
        announcer,
        workerUrl: url,
        jobs: ledgerJobs,
        logger,
        deadAfterMs: 300,
        ...options,
      }),
    withQueue: async (work) => {
      const pool = openWorkerPool(url, { connections: 2, onError: () => {} })
      const queue = await openQueue(pool, logger)
      try {
        return await work(queue)
      } finally {
        await queue.close()
        await pool.end()
      }
    },
    ask: (tenant, jobs) => ask(tenancy, tenant, jobs),
    job,
    doneJob: (slug, id) =>
      until(
        () => job(slug, id),
        (found) => found?.doneAt !== null,
      ),
    givenUpJob: (slug, id) =>
      until(
        () => job(slug, id),
        (found) => found?.failedAt !== null,
      ),
    notes: (tenant) => notes(tenancy, tenant),
    countNotes: (tenant) => countNotes(tenancy, tenant),
    close: async () => {
      await announcer.close()
      await tenancy.close()
      await databases.drop()
      await asAdmin('postgres', (client) => client.query(`drop role if exists ${pg.escapeIdentifier(role)}`))
    },
  }
}

const ledgerTable = `
  set role tenantry_owner;
  create table core.test_ledger (
    tenant_id uuid not null, id uuid not null, note text not null, at timestamptz not null default clock_timestamp(),
    primary key (tenant_id, id)
  );
  select fence.protect('core.test_ledger');
  grant select, insert (tenant_id, id, note) on core.test_ledger to tenantry_app;`

async function ask(tenancy: Tenancy, tenant: Tenant, jobs: readonly Omit<JobRow, 'id'>[]): Promise<string[]> {
  const rows = jobs.map((job) => ({ ...job, id: newId() }))
  await tenancy.tables().run(tenant, someone, async (tx) => {
    for (let at = 0; at < rows.length; at += 500) await insertJobs(tx, rows.slice(at, at + 500))
  })
  return rows.map(({ id }) => id)
}

async function findJob(tenancy: Tenancy, tenant: Tenant, id: string): Promise<StoredJob | undefined> {
  const [found] = await tenancy.tables().read(tenant, someone, (db) =>
    db
      .raw<StoredJob>(
        sql`select attempts, done_at, failed_at, reason from core.outbox_jobs
             where tenant_id = ${db.tenantId} and id = ${id}`,
      )
      .execute(),
  )
  return found
}

async function notes(tenancy: Tenancy, tenant: Tenant): Promise<string[]> {
  const rows = await tenancy
    .tables<LedgerTables>()
    .read(tenant, someone, (db) =>
      db.selectFrom('core.test_ledger').select('note').orderBy('at').orderBy('id').execute(),
    )
  return rows.map(({ note }) => note)
}

async function countNotes(tenancy: Tenancy, tenant: Tenant): Promise<number> {
  const [row] = await tenancy.tables<LedgerTables>().read(tenant, someone, (db) =>
    db
      .selectFrom('core.test_ledger')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .execute(),
  )
  return row?.count ?? 0
}

/** Asks again and again, at once, until the answer satisfies; fails with the last answer when the time is up. */
export async function until<T>(
  ask: () => Promise<T> | T,
  satisfies: (answer: T) => boolean,
  deadlineMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + deadlineMs
  for (;;) {
    const answer = await ask()
    if (satisfies(answer)) return answer
    if (performance.now() > deadline)
      throw new Error(`Still ${JSON.stringify(answer)} after ${deadlineMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url))
