import type { Tenant } from './tenant.ts'

/** A folder of `NNNN-what-changes.sql` files and the name they are recorded under. */
export interface MigrationModule {
  module: string
  folder: string
}

export interface FleetOptions {
  /** The admin login's URL of the control database (CREATEDB, CREATEROLE). Made where it does not exist. */
  adminUrl: string
  masterKey: Buffer
  /** The fenced login that serves tenants; it must exist. Default `tenantry_web`. */
  webLogin?: string
  /** Modules of the control database and of data databases, in order; the kernel's own come first by themselves. */
  modules: { control: readonly MigrationModule[]; data: readonly MigrationModule[] }
}

export interface NewTenant {
  slug: string
  app: string
  name: string
  plan: string
  placement: 'pool' | 'silo'
  locale?: string
  currency?: string
  timeZone?: string
  accent?: string
  demo?: boolean
}

export interface MigrationProgress {
  database: string
  applied: number
  done: number
  total: number
}

/** The admin's side: databases and tenants are made, changed and listed here, never by the web process. */
export interface Fleet {
  /** Brings the control database, the template, the pool and every silo up to date; makes what is missing. */
  migrate(onProgress?: (progress: MigrationProgress) => void): Promise<{ applied: number; databases: number }>
  /** Makes a tenant, step by step; the same slug, run again, completes what was begun. */
  provision(tenant: NewTenant, onStep?: (step: string) => void): Promise<Tenant>
  list(): Promise<Tenant[]>
  find(slug: string): Promise<Tenant | undefined>
  /** Read-only from now on; `reason` is shown to the tenant's people. */
  suspend(slug: string, reason: string): Promise<Tenant>
  resume(slug: string): Promise<Tenant>
  close(): Promise<void>
}

export declare function openFleet(options: FleetOptions): Fleet
