import { fileURLToPath } from 'node:url'
import type { MigrationModule } from '@tenantry/tenancy'

/** The platform's tables: accounts, sessions and members beside the tenants; counters and keys beside their rows. */
export const platformMigrations: { control: MigrationModule; data: MigrationModule } = {
  control: { module: 'platform', folder: fileURLToPath(new URL('./migrations/control', import.meta.url)) },
  data: { module: 'core', folder: fileURLToPath(new URL('./migrations/data', import.meta.url)) },
}
