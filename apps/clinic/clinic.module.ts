import { fileURLToPath } from 'node:url'
import type { MigrationModule } from '@tenantry/tenancy'

/** The clinic's tables, in every data database. */
export const clinicMigrations: { data: MigrationModule } = {
  data: { module: 'clinic', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
}
