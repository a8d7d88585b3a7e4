import type { AnyTenantReader } from '@tenantry/tenancy'
import type { Span } from '../days.ts'
import { ageingReport } from './ageing-report.ts'
import { apartmentRegister } from './apartment-register.ts'
import { customerList } from './customer-list.ts'
import { dayBook } from './day-book.ts'
import { type AskedDays, periodOf } from './period.ts'
import type { Report } from './report.ts'
import type { ReportName } from './reports.contract.ts'
import { salesReport } from './sales-report.ts'

interface Asked extends AskedDays {
  by?: Span | undefined
  /** The day on which the tenant's weeks begin; 1 is Monday. */
  weekStart: number
}

const makers: Record<ReportName, (db: AnyTenantReader, asked: Asked) => Promise<Report>> = {
  ageing: (db, asked) => ageingReport(db, periodOf(db, asked)),
  'day-book': (db, asked) => dayBook(db, periodOf(db, asked)),
  sales: salesReport,
  customers: (db, asked) => customerList(db, periodOf(db, asked)),
  apartments: (db, asked) => apartmentRegister(db, periodOf(db, asked)),
}

/** Throws `invalid_input` for days that no report has. */
export function findReport(db: AnyTenantReader, name: ReportName, asked: Asked): Promise<Report> {
  return makers[name](db, asked)
}
