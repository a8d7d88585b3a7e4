import { type NewTenant, openFleet } from '@tenantry/tenancy'
import { migrationModules, provisionSteps } from '#server/modules.ts'
import { masterKey } from './deployment-template.ts'
import { makeLocalFolder } from '#platform/files/local-folder.ts'

/** A process to be killed: makes a tenant with every step of the product, or undoes the making. */
const { adminUrl, folder, make, undo } = JSON.parse(process.argv[2] ?? '{}') as {
  adminUrl: string
  folder: string
  make?: NewTenant
  undo?: string
}
const steps = provisionSteps(makeLocalFolder(folder))
const fleet = openFleet({ adminUrl, masterKey, modules: migrationModules, steps })
if (make) await fleet.provision(make)
if (undo) await fleet.abandon(undo)
