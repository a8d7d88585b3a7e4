import type { Allowance } from '@tenantry/tenancy'

/** Tables of data databases that hold no tenant's rows and that tenants' queries may read. */
export const globalTables: readonly string[] = []

/** What `tenantry verify` would report and we mean to be so, with the reason of each. */
export const allowances: readonly Allowance[] = []
