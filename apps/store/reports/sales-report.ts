import type { AnyTenantReader } from '@tenantry/tenancy'
import { type DayTotal, listDayTotals } from '#platform/ledger/totals.ts'
import { addDays, endOf, type Span, startOf, today } from '../days.ts'
import { type ColumnOf, day, money, reportOf } from './report-columns.ts'
import { type AskedDays, periodOf } from './period.ts'
import type { Report } from './report.ts'

interface Sales {
  from: string
  to: string
  totals: readonly DayTotal[]
}

const amounts: readonly ColumnOf<Sales>[] = [
  money('purchases', 'purchases', ({ totals }) => moved(totals, 'purchase')),
  money('payments', 'payments', ({ totals }) => 0 - moved(totals, 'payment')),
  money('write_offs', 'writeOffs', ({ totals }) => 0 - moved(totals, 'write_off')),
]
const columns: Record<Span, readonly ColumnOf<Sales>[]> = {
  day: [day('day', 'day', ({ from }) => from), ...amounts],
  week: [day('from', 'from', ({ from }) => from), day('to', 'to', ({ to }) => to), ...amounts],
  month: [day('from', 'from', ({ from }) => from), day('to', 'to', ({ to }) => to), ...amounts],
}

/** How far back it goes where no day is said: a month of days, a quarter of weeks, a year of months. */
const usualDays = { day: 29, week: 7 * 12, month: 334 }

interface Asked extends AskedDays {
  by?: Span | undefined
  weekStart: number
}

/**
 * Day by day, week by week or month by month, less what was taken back in them. What has nothing is left out; a week or month
 * that the asked days cut is shown with the days that are left of it.
 */
export async function salesReport(
  db: AnyTenantReader,
  { by = 'day', weekStart, ...asked }: Asked,
): Promise<Report> {
  const last = asked.to ?? today(db.tenant.timeZone)
  const usual = startOf(by, addDays(last, -usualDays[by]), weekStart)
  const period = periodOf(db, { ...asked, from: asked.from ?? usual })
  const totals = await listDayTotals(db, { accountKind: 'receivable', from: period.from, to: period.to })
  const spans = Map.groupBy(
    totals.filter((total) => total.currency === period.currency),
    (total) => startOf(by, total.day, weekStart),
  )
  const rows = [...spans]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([start, of]) => ({
      from: start < period.from ? period.from : start,
      to: endOf(by, start) > period.to ? period.to : endOf(by, start),
      totals: of,
    }))
  const name = by === 'day' ? 'sales' : `sales-by-${by}`
  return reportOf({ name, title: 'sales', ...period }, columns[by], rows)
}

function moved(totals: readonly DayTotal[], kind: string): number {
  return totals
    .filter(({ transactionKind }) => transactionKind === kind)
    .reduce((sum, { debitsMinor, creditsMinor }) => sum + debitsMinor - creditsMinor, 0)
}
