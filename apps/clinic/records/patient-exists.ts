import type { TenantReader } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import type { ChartTables } from './chart.tables.ts'

/** A chart without entries is one thing, a chart of nobody another. */
export async function requirePatient(db: TenantReader<ChartTables>, patientId: string): Promise<void> {
  const patient = await db
    .selectFrom('clinic.patients')
    .select('id')
    .where('id', '=', patientId)
    .executeTakeFirst()
  if (!patient) throw new DomainError('not_found')
}
