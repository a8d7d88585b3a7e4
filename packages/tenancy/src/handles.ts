import type { Kysely, RawBuilder } from 'kysely'
import type { JsonOptions, JsonRows } from './json-rows.ts'
import type { Note } from './noting.ts'
import type { PreparedQuery, PreparedStatement } from './prepared.ts'
import type { Actor, Tenant } from './tenant.ts'

declare const tenantScope: unique symbol
declare const writable: unique symbol
declare const controlScope: unique symbol

/** A whole raw statement, checked and ready to run. */
export interface RawStatement<Row> {
  execute(): Promise<Row[]>
}

/**
 * What a tenant's query needs: a builder that sees one tenant's rows. Columns are camelCase, tables are named with
 * their schema (`'clinic.patients'`), and the tenant's predicate is added to each of them.
 */
export type TenantReader<Tables> = Pick<
  Kysely<Tables>,
  'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn'
> & {
  readonly tenant: Tenant
  readonly tenantId: string
  readonly actor: Actor
  /** Runs a query that was built once, with these values. */
  query<Params, Row>(query: PreparedQuery<Tables, Params, Row>, params: Params): Promise<Row[]>
  /**
   * The same with its rows written as JSON by the way, for lists that leave as they are:
   * `db.json(page, { first }, { limit: 50, kept: ['id'] })`.
   */
  json<Params, Row>(
    query: PreparedQuery<Tables, Params, Row>,
    params: Params,
    options: JsonOptions<Row>,
  ): Promise<JsonRows<Row>>
  /** A whole raw statement. It must name `tenant_id` and bind this handle's `tenantId`. */
  raw<Row>(statement: RawBuilder<Row>): RawStatement<Row>
  readonly [tenantScope]: true
}

/** A transaction that can see and change one tenant only. `run` and `one` are the only places that make one. */
export type TenantTx<Tables> = TenantReader<Tables> &
  Pick<Kysely<Tables>, 'insertInto' | 'updateTable' | 'deleteFrom'> &
  Signalling & {
    /** Runs a statement that was built once, with these values. */
    query<Params, Row>(statement: PreparedStatement<Tables, Params, Row>, params: Params): Promise<Row[]>
    readonly [writable]: true
  }

export interface Signalling {
  /**
   * Tells the listeners of `name` in this process (`tenancy.onSignal`) when this transaction has committed. Answers
   * whether one of them has taken note before.
   */
  signal(name: string): Promise<boolean>
  /**
   * Sends a statement together with the commit, so that it costs no round trip of its own: for what is written about the
   * transaction as a whole. Its rows are nobody's to see; failing, it fails the transaction.
   */
  atCommit(statement: RawBuilder<unknown>): void
}

/** A reader of the control database: tenants, accounts, sessions, members. */
export type ControlReader<Tables> = Pick<
  Kysely<Tables>,
  'selectFrom' | 'selectNoFrom' | 'with' | 'withRecursive' | 'fn'
> & {
  raw<Row>(statement: RawBuilder<Row>): RawStatement<Row>
  readonly [controlScope]: true
}

/** A transaction in the control database. */
export type ControlTx<Tables> = ControlReader<Tables> &
  Pick<Kysely<Tables>, 'insertInto' | 'updateTable' | 'deleteFrom'> &
  Signalling & { readonly [writable]: true }

/** What a function needs that serves every app: the handle without the tables, which differ from app to app. */
type OfAnyApp<Handle> = Omit<Handle, keyof Kysely<unknown> | 'query' | 'json'>
export type AnyTenantReader = OfAnyApp<TenantReader<unknown>>
export type AnyTenantTx = OfAnyApp<TenantTx<unknown>>
export type AnyControlReader = OfAnyApp<ControlReader<unknown>>
export type AnyControlTx = OfAnyApp<ControlTx<unknown>>

export interface CallOptions {
  /** Aborting cancels the query at the server and discards the connection. */
  signal?: AbortSignal | undefined
  /** Milliseconds for the whole call, waiting for a connection included. Default 30,000. */
  timeoutMs?: number | undefined
}

interface ReadOptions extends CallOptions {
  /** Written by the same statement as the first query that says whom it shows (`prepareQuery({ shows })`). */
  note?: Note | undefined
}

export interface WriteOptions extends CallOptions {
  /** For what is kept about a tenant and not by it: it is written while the tenant is suspended, too. */
  whileSuspended?: boolean
}

export interface TransactionOptions {
  /** All its reads agree (REPEATABLE READ). */
  snapshot?: boolean
  /**
   * For bulk writes: plans that the connection has kept are made again. One made while a table was empty takes any index
   * for as good as another, and is kept until the table's statistics are gathered: each row then looks through all others.
   */
  freshPlans?: boolean
}

/** A statement built and not yet run, as Kysely's builders are. */
interface Statement<Row> {
  execute(): Promise<Row[]>
}

/** The tenants' data, as far as one app may know it: its own tables. */
export interface TenantDb<Tables> {
  /** Read only. Each query is a transaction of its own and one network round trip. */
  read<T>(
    tenant: Tenant,
    actor: Actor,
    work: (db: TenantReader<Tables>) => Promise<T>,
    options?: ReadOptions,
  ): Promise<T>

  /** One statement, committed, in one network round trip. */
  one<Row>(
    tenant: Tenant,
    actor: Actor,
    statement: (tx: TenantTx<Tables>) => Statement<Row>,
    options?: WriteOptions,
  ): Promise<Row[]>

  /**
   * A transaction: the first query travels with its begin, so N queries are N + 1 round trips; those asked for together,
   * as in `Promise.all`, run in order in one.
   */
  run<T>(
    tenant: Tenant,
    actor: Actor,
    work: (tx: TenantTx<Tables>) => Promise<T>,
    options?: WriteOptions & TransactionOptions,
  ): Promise<T>
}

/** The control database, as far as one area may know it. */
export interface ControlDb<Tables> {
  /** Read only. Each query is one network round trip. */
  read<T>(work: (db: ControlReader<Tables>) => Promise<T>, options?: CallOptions): Promise<T>
  /** A transaction: N queries are N + 1 round trips. */
  run<T>(work: (tx: ControlTx<Tables>) => Promise<T>, options?: CallOptions): Promise<T>
}
