import type { Tenancy } from '@tenantry/tenancy'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { makeTenantKeys } from '#platform/secrets/tenant-keys.ts'
import type { FileServices } from './objects.ts'
import type { Scanner } from './scanner.ts'
import type { Storage } from './storage.ts'

/** What a process keeps files with: a storage, the keys of the tenants, and a scanner where there is one. */
export function makeFileServices(
  { tenancy, secrets }: { tenancy: Tenancy; secrets: Secrets },
  { storage, scanner }: { storage: Storage; scanner?: Scanner | undefined },
): FileServices {
  return { storage, scanner, keys: makeTenantKeys(tenancy.control(), secrets) }
}
