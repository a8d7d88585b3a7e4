import type { Directory } from './directory.ts'
import type { ControlDb, TenantDb, TenantTx } from './handles.ts'
import type { Actor, Tenant } from './tenant.ts'

export interface TenancyOptions {
  /** The fenced login's URL of the control database. */
  databaseUrl: string
  /** 32 bytes from which each data database's fence key is derived. Never stored in a database. */
  masterKey: Buffer
  /** Tables without a tenant, `schema.table`, that a scoped query may name. */
  globalTables?: readonly string[]
  /** Connections this process may hold, over all databases. Default 20. */
  maxConnections?: number
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
    operator: Actor & { kind: 'operator' | 'system' },
    tenant: Tenant,
    work: (tx: TenantTx<Tables>) => Promise<T>,
  ): Promise<T>
  close(): Promise<void>
}

export declare function openTenancy(options: TenancyOptions): Promise<Tenancy>
