import type { TenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { ChartTables } from './chart.tables.ts'
import { pointsOf } from './chart-vitals.ts'
import { unitOf } from './measured.ts'
import { requirePatient } from './patient-exists.ts'

/** More points than a screen has columns. */
const mostPoints = 1000

/** All values of one code, oldest first. */
export async function getTrend(
  db: TenantReader<ChartTables>,
  { patientId, code }: { patientId: string; code: string },
) {
  const rows = await db
    .selectFrom('clinic.observations')
    .select(['id', 'title', 'valueNumber', 'valueUnit', 'components'])
    .select(['occurredAt as at', 'occurredText as text'])
    .where('patientId', '=', patientId)
    // The index has the kind before the code.
    .where('kind', 'in', ['vitals', 'laboratory', 'observation'])
    .where('code', '=', code)
    .where('status', '<>', 'entered-in-error')
    .orderBy('occurredAt', 'desc')
    .orderBy('id', 'desc')
    .limit(sql.lit(mostPoints))
    .execute()
  const [newest] = rows
  if (!newest) await requirePatient(db, patientId)
  return {
    code,
    title: newest?.title ?? code,
    unit: newest ? unitOf(newest) : null,
    points: pointsOf(rows.toReversed()),
  }
}
