import { sql } from 'kysely'
import { Broker } from './broker.ts'
import { controlDb } from './control-db.ts'
import { type Directory, openDirectory } from './directory.ts'
import type { AnyTenantTx, ControlDb, TenantDb, TenantTx } from './handles.ts'
import { newId } from './ids.ts'
import { assertFencedLogin } from './login-check.ts'
import type { Modules } from './migrations.ts'
import { assertControlSchema, dataSchemaOf, schemaCheck } from './schema-check.ts'
import { addressOf, mainServer, serverOf, type ServerUrls, urlsOf } from './servers.ts'
import { type SignalListener, Signals } from './signals.ts'
import type { Actor, Tenant } from './tenant.ts'
import { runUnchecked, scopingOf, tenantDb } from './tenant-db.ts'
import { ContextSigner } from './token.ts'
import { Witnesses } from './witnesses.ts'

export interface TenancyOptions {
  /** The fenced login's URL of the control database. */
  databaseUrl: string
  /** Further servers that hold data databases, with the fenced login's URL of each; their paths are not used. */
  servers?: ServerUrls<'databaseUrl'>
  /** 32 bytes from which each data database's fence key is derived. Never stored in a database. */
  masterKey: Buffer
  /**
   * The migrations this release was made for, as given to `openFleet`: tenants whose database has another schema are
   * refused with `schema_unknown`, and so is a control database. Without them nothing is compared.
   */
  modules?: Modules
  /** Tables without a tenant, `schema.table`, that a scoped query may name. */
  globalTables?: readonly string[]
  /** Connections this process may hold over all data databases. Default 20. */
  maxConnections?: number
  /** Connections for the control database, apart from those. Default 6. */
  maxControlConnections?: number
  /** Calls that may wait for a connection at once; beyond, `busy` at once. Default 1,000. */
  maxWaiting?: number
  /** Told in the transaction of each `asOperator`, before its work: for what the product keeps of it. */
  onOperator?: (tx: AnyTenantTx, reason: string) => Promise<void>
  /** Told of what happens outside a call: a lost notification connection, an error on an idle connection. */
  onError?: (error: unknown) => void
}

export interface Tenancy {
  readonly directory: Directory
  /** The tenants' data, typed for one app. */
  tables<Tables>(): TenantDb<Tables>
  /** The control database, typed for one area. */
  control<Tables>(): ControlDb<Tables>
  /**
   * The bypass: an operator in one tenant's context, whatever its status. The reason is recorded in the control
   * database before any of the tenant's rows is touched.
   */
  asOperator<Tables, T>(
    reason: string,
    operator: OperatorActor,
    tenant: Tenant,
    work: (tx: TenantTx<Tables>) => Promise<T>,
  ): Promise<T>
  /** Hears each commit of this process whose transaction said `tx.signal(name)`. Returns how to stop listening. */
  onSignal(name: string, listener: SignalListener): () => void
  /**
   * Hears the notifications of a channel of the control database, one listener for each channel. They are hints: while the
   * connection is away they are lost.
   */
  listen(channel: string, listener: (payload: string) => void): Promise<void>
  close(): Promise<void>
}

type OperatorActor = Extract<Actor, { kind: 'operator' | 'system' }>

/**
 * Opens the tenants' data to one process, with the fenced login. Throws `login_too_strong` or `server_too_old` where
 * row security would not hold.
 *
 * ```ts
 * const tenancy = await openTenancy({ databaseUrl, masterKey })
 * const clinic = tenancy.tables<ClinicTables>()
 * const tenant = tenancy.directory.bySlug('santkrupa')!
 * const patients = await clinic.read(tenant, actor, (db) => db.selectFrom('clinic.patients').selectAll().execute())
 * ```
 */
export async function openTenancy(options: TenancyOptions): Promise<Tenancy> {
  const urlOf = urlsOf(options.databaseUrl, options.servers, 'databaseUrl')
  const onError = options.onError ?? (() => {})
  const budget = options.maxConnections ?? 20
  const common = { ...brokerDefaults, queueLimit: options.maxWaiting ?? 1_000, urlOf, onError }
  const checked = new Set([mainServer])
  const admit = async (address: string) => {
    const server = serverOf(address)
    if (checked.has(server)) return
    await assertFencedLogin(controlDb(controls, address, signals))
    checked.add(server)
  }
  const onOpened = (address: string) => witnesses.watch(address)
  const data = new Broker({ ...common, budget, perTenant: Math.ceil(budget * 0.6), admit, onOpened })
  const controlBudget = options.maxControlConnections ?? 6
  const controls = new Broker({ ...common, budget: controlBudget, perTenant: controlBudget })
  const signals = new Signals()
  const controlName = decodeURIComponent(urlOf(mainServer).pathname.slice(1))
  const control = <Tables>() =>
    controlDb<Tables>(controls, addressOf({ server: mainServer, database: controlName }), signals)
  const suspect = (server: string) => {
    const cuts = [data, controls].map((broker) => broker.suspect(server))
    return () => {
      for (const cut of cuts) cut()
    }
  }
  const witnesses = new Witnesses({
    urlOf,
    isConnected: (server) => data.isConnected(server),
    suspect,
    onError,
  })
  const closeBrokers = () => Promise.all([witnesses.close(), data.close(), controls.close()])

  let directory: Awaited<ReturnType<typeof openDirectory>>
  try {
    await assertFencedLogin(control())
    if (options.modules) await assertControlSchema(control(), options.modules)
    directory = await openDirectory({
      databaseUrl: options.databaseUrl,
      onError,
      suspect: () => suspect(mainServer),
    })
  } catch (error) {
    await closeBrokers()
    throw error
  }

  const parts = {
    broker: data,
    signer: new ContextSigner(options.masterKey),
    ...scopingOf(options.globalTables),
    signals,
    ...(options.modules && { checkSchema: schemaCheck(await dataSchemaOf(options.modules)) }),
  }
  return {
    directory,
    control,
    tables: <Tables>() => tenantDb<Tables>(parts),
    asOperator: async (reason, operator, tenant, work) => {
      await control().run((tx) => tx.raw(insertOperatorAction(reason, operator, tenant)).execute())
      return runUnchecked(parts, tenant, operator, async (tx: Parameters<typeof work>[0]) => {
        await options.onOperator?.(tx, reason)
        return work(tx)
      })
    },
    onSignal: (name, listener) => signals.on(name, listener),
    listen: (channel, listener) => directory.listen(channel, listener),
    close: async () => {
      await directory.close()
      await closeBrokers()
    },
  }
}

const brokerDefaults = {
  idleMs: 5 * 60_000,
  // Whoever began to connect while the network was away holds up others no longer than they may wait for its end.
  connectTimeoutMs: 2_500,
  statementTimeoutMs: 60_000,
}

function insertOperatorAction(reason: string, operator: OperatorActor, tenant: Tenant) {
  const name = operator.kind === 'operator' ? operator.accountId : operator.name
  const requestId = operator.kind === 'operator' ? operator.requestId : null
  return sql`insert into control.operator_actions (id, operator, reason, tenant_id, request_id)
    values (${newId()}, ${name}, ${reason}, ${tenant.id}, ${requestId})`
}
