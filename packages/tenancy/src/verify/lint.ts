import type { Allowance } from './allowances.ts'

export type DatabaseKind = 'control' | 'pool' | 'silo'

/** A rule of the schema, written as a query over the catalogue that answers what breaks it. */
export interface Lint {
  id: string
  /** What it finds, in a few words. */
  finds: string
  /** Why that is a fault: the reason of the rule. */
  reason: string
  /** Where the rule holds: in data databases only, in the control database only, or in both. */
  on: 'data' | 'control' | 'both'
  /** Rows of `object` and `sentence`; may use the named queries of `catalogue.ts`. */
  query: string
}

/** What is wrong, where, and why it matters. */
export interface Finding {
  check: string
  database: string
  object: string
  sentence: string
  reason: string
}

export interface LintGiven {
  /** The fenced login of the web process. */
  webLogin: string
  /** The login that migrates and provisions: the only one that may act as owner and as maintenance. */
  adminLogin: string
  /** Tables without a tenant that tenants' queries may read. */
  globalTables: readonly string[]
  /** The kernel's own migrations for this kind of database, as they are shipped. */
  kernelSql: string
  allowances: readonly Allowance[]
}
