import type { Actor, ControlDb, ControlTx, Tenant, TenantDb, TenantTx } from '@tenantry/tenancy'
import type { Static, TSchema } from 'typebox'

/** What every job's work is told beside its payload. */
export interface JobRun {
  id: string
  /** 1 at the first try. */
  attempt: number
  /** Aborts when the process stops or the job's time is up. */
  signal: AbortSignal
}

interface JobRules<Payload extends TSchema> {
  payload: Payload
  /** Tries before it is given up and waits for an operator. Default 8, which takes about a quarter of an hour. */
  attempts?: number
  /** Seconds to wait after the try `attempt` has failed. Default: 5, 10, 20 … up to an hour. */
  retryAfter?(attempt: number): number
  /** How long one try may take. Default 30,000. */
  timeoutMs?: number
}

/** Work on one tenant's rows. Its effect and its mark are one transaction: it happens exactly once. */
export interface TenantJob<Payload extends TSchema, Tables> extends JobRules<Payload> {
  kind: 'tenant'
  work(tx: TenantTx<Tables>, payload: Static<Payload>, run: JobRun): Promise<void>
}

/**
 * Work that reaches outside: mail, HTTP, files. It opens its own short transactions and holds none while it waits. What it
 * returns is written together with its mark. Killed in between it runs again, so the outside must be told once and the
 * same: a message id, an idempotency key.
 */
export interface TenantErrand<Payload extends TSchema, Tables> extends JobRules<Payload> {
  kind: 'tenant-errand'
  perform(
    place: TenantPlace<Tables>,
    payload: Static<Payload>,
    run: JobRun,
  ): Promise<Finish<TenantTx<Tables>>>
}

export interface TenantPlace<Tables> {
  tenant: Tenant
  actor: Actor
  data: TenantDb<Tables>
}

/** The same two for what is in the control database. */
export interface ControlJob<Payload extends TSchema, Tables> extends JobRules<Payload> {
  kind: 'control'
  work(tx: ControlTx<Tables>, payload: Static<Payload>, run: JobRun): Promise<void>
}

export interface ControlErrand<Payload extends TSchema, Tables> extends JobRules<Payload> {
  kind: 'control-errand'
  perform(
    control: ControlDb<Tables>,
    payload: Static<Payload>,
    run: JobRun,
  ): Promise<Finish<ControlTx<Tables>>>
}

/** The last writes of an errand, in the transaction that marks it done. */
// biome-ignore lint/suspicious/noConfusingVoidType: an errand that has nothing to write returns nothing
type Finish<Tx> = ((tx: Tx) => Promise<void>) | void

/** A job whose types do not matter: what the worker finds in its list. */
export type AnyJob = JobRules<TSchema> &
  (
    | { kind: 'tenant'; work(tx: never, payload: never, run: JobRun): Promise<void> }
    | { kind: 'tenant-errand'; perform(place: never, payload: never, run: JobRun): Promise<Finish<never>> }
    | { kind: 'control'; work(tx: never, payload: never, run: JobRun): Promise<void> }
    | { kind: 'control-errand'; perform(control: never, payload: never, run: JobRun): Promise<Finish<never>> }
  )

/** The list of all jobs by name. There is one: `server/jobs.ts`. */
export type JobList = Readonly<Record<string, AnyJob>>

/** What `enqueue` may be asked for. Filled by the list, so that a job which is not in it cannot be asked for. */
export interface ListedJobs {}

/** For the list: `interface ListedJobs extends Listed<typeof jobs> {}`. */
export type Listed<Jobs extends JobList> = {
  [Name in keyof Jobs]: { kind: Jobs[Name]['kind']; payload: Static<Jobs[Name]['payload']> }
}

/** The names of the jobs that are done in this place. */
export type JobName<Place extends 'tenant' | 'control'> = {
  [Name in keyof ListedJobs]: ListedJobs[Name] extends { kind: Place | `${Place}-errand` } ? Name : never
}[keyof ListedJobs] &
  string

export interface NewJob<Name extends string> {
  name: Name
  payload: Name extends keyof ListedJobs ? PayloadOf<ListedJobs[Name]> : never
  /** Not before. Default: at once. */
  dueAt?: Date
  /** Give an id of your own where asking twice must be asking once. */
  id?: string
}

type PayloadOf<Job> = Job extends { payload: infer Payload } ? Payload : never

/** Thrown by a job's work where trying again would not help. The words are shown to operators: no data of anybody. */
export class JobRefused extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'JobRefused'
  }
}

export const defaultAttempts = 8

export function secondsUntilRetry(job: AnyJob, attempt: number): number {
  if (job.retryAfter) return job.retryAfter(attempt)
  return Math.min(5 * 2 ** (attempt - 1), 3600)
}
