import type { AnyTenantReader } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { addDays, today } from '../days.ts'

export interface AskedDays {
  from?: string | undefined
  to?: string | undefined
  currency?: string | undefined
}

/** Of which days a report is, both included, and in which currency. */
export interface Period {
  from: string
  to: string
  currency: string
}

/** Which days and currency are meant. Throws `invalid_input` for days that run backwards or go on for more than ten years. */
export function periodOf(
  db: AnyTenantReader,
  { from, to, currency = db.tenant.currency }: AskedDays,
): Period {
  const last = to ?? today(db.tenant.timeZone)
  const first = from ?? addDays(last, -29)
  if (first > last || addDays(last, -3_653) > first) throw new DomainError('invalid_input', { field: 'from' })
  return { from: first, to: last, currency }
}
