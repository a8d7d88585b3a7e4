import type { ProvisionStep } from '@tenantry/tenancy'
import type { Storage } from './storage.ts'

/** The first thing that a new tenant is given beside its database: room for its files. */
export function makeFolderStep(
  storage: Pick<Storage, 'openTenant' | 'removeTenant' | 'listTenants'>,
): ProvisionStep {
  return {
    name: 'files folder',
    run: ({ tenant }) => storage.openTenant(tenant.id),
    undo: ({ tenant }) => storage.removeTenant(tenant.id),
    found: () => storage.listTenants(),
  }
}
