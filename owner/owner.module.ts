import { fileURLToPath } from 'node:url'
import type { MigrationModule } from '@tenantry/tenancy'

/** The operators' tables. All of them are in the control database: operators have no rows beside tenants'. */
export const ownerMigrations: { control: MigrationModule } = {
  control: { module: 'owner', folder: fileURLToPath(new URL('./migrations/control', import.meta.url)) },
}
