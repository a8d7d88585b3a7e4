import { firstDoctor } from '#apps/clinic/practitioners/first-doctor.ts'
import { clinicMigrations } from '#apps/clinic/clinic.module.ts'
import { ownerMigrations } from '#owner/owner.module.ts'
import { storeMigrations } from '#apps/store/store.module.ts'
import { makeFolderStep } from '#platform/files/folder-step.ts'
import type { Storage } from '#platform/files/storage.ts'
import { platformMigrations } from '#platform/platform.module.ts'
import { provisionSteps as platformSteps } from '#platform/registration/provision-steps.ts'
import { mainServer, type ProvisionStep } from '@tenantry/tenancy'
import type { Config } from './config.ts'

/** Every folder of migrations, in the order they run; the kernel's own come first by themselves. */
export const migrationModules = {
  control: [platformMigrations.control, ownerMigrations.control],
  data: [platformMigrations.data, clinicMigrations.data, storeMigrations.data],
}

/** What is added to the making of every tenant, in this order. */
export function provisionSteps(storage: Storage): ProvisionStep[] {
  return [makeFolderStep(storage), ...platformSteps, firstDoctor]
}

/** The servers besides that of the control database, as `openTenancy` and `openFleet` take them. */
export function furtherServers({ servers }: Config) {
  return servers ? { servers } : {}
}

/** The servers that this process has an admin's login for, the control database's first. */
export function serversToMakeOn({ servers = {} }: Config): string[] {
  return [mainServer, ...Object.keys(servers).filter((name) => servers[name]?.adminUrl)]
}
