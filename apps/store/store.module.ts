import { fileURLToPath } from 'node:url'
import type { MigrationModule } from '@tenantry/tenancy'

/** The store's tables, in every data database. */
export const storeMigrations: { data: MigrationModule } = {
  data: { module: 'store', folder: fileURLToPath(new URL('./migrations', import.meta.url)) },
}
