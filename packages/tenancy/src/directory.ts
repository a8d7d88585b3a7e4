import type { Tenant } from './tenant.ts'

/** All tenants, in memory, kept fresh by notifications from the control database. */
export interface Directory {
  byId(id: string): Tenant | undefined
  bySlug(slug: string): Tenant | undefined
  /** By verified custom domain, without port, any case. */
  byHost(host: string): Tenant | undefined
  all(): readonly Tenant[]
  /** Calls `listener` after each change, with the tenant as it now is (`undefined`: gone). */
  onChange(listener: (id: string, tenant: Tenant | undefined) => void): void
}
