import { TenancyError } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { JobRefused } from './jobs.ts'

/** The tenant may not be written to now, by rule: its jobs wait, and that is no failure. */
export function mustWait(error: unknown): boolean {
  return (
    error instanceof TenancyError &&
    (error.code === 'tenant_suspended' || error.code === 'tenant_not_ready' || error.code === 'tenant_closed')
  )
}

/** Nothing is known of the job itself: the database is away, or this process is stopping. The queue tries again. */
export function isOutage(error: unknown): boolean {
  return (
    error instanceof TenancyError &&
    (error.code === 'database_unavailable' ||
      error.code === 'outcome_unknown' ||
      error.code === 'busy' ||
      error.code === 'aborted')
  )
}

/** Why a try failed, in words that operators may read: codes and the author's own sentences, never a value of a row. */
export function reasonOf(error: unknown): string {
  if (error instanceof JobRefused) return error.message
  if (error instanceof TenancyError) return error.code
  if (error instanceof DomainError) return error.code
  if (!(error instanceof Error)) return 'unknown'
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  const parts = [
    error.name,
    typeof code === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(code) && code,
    typeof responseCode === 'number' && String(responseCode),
  ]
  return parts.filter((part) => part !== false).join(' ')
}
