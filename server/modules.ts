import { clinicMigrations } from '#apps/clinic/clinic.module.ts'
import { platformMigrations } from '#platform/platform.module.ts'

/** Every folder of migrations, in the order they run; the kernel's own come first by themselves. */
export const migrationModules = {
  control: [platformMigrations.control],
  data: [platformMigrations.data, clinicMigrations.data],
}
