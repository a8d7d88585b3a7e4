import type { Tenant } from '@tenantry/tenancy'
import type { DemoSignIn } from '#platform/identity/describe.ts'
import { demoPassword, demoTenants } from './demo-tenants.ts'

/**
 * What a demonstration tenant shows on its sign-in page and the start prints. Nothing for any other tenant, even one
 * that has taken a demonstration's name.
 */
export function demoSignInsOf(tenant: Pick<Tenant, 'slug' | 'demo'>): DemoSignIn[] {
  const known = tenant.demo ? demoTenants.find(({ tenant: { slug } }) => slug === tenant.slug) : undefined
  return (known?.members ?? []).map(({ email, role }) => ({ email, password: demoPassword, role }))
}
