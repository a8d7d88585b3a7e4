import type { AnyTenantTx } from '@tenantry/tenancy'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { findLockedThrough, lockPeriod } from '#platform/ledger/periods.ts'
import { today } from '../days.ts'

/** Throws `invalid_input` for a day that is not over: what is sold today has to find its day open. */
export async function closeBooks(tx: AnyTenantTx, closedThrough: string | null): Promise<void> {
  if (closedThrough !== null && closedThrough >= today(tx.tenant.timeZone)) {
    throw new DomainError('invalid_input', { field: 'closedThrough' })
  }
  const before = { closedThrough: await findLockedThrough(tx) }
  await lockPeriod(tx, closedThrough)
  changed(tx, { entity: 'books', id: null, before, after: { closedThrough } })
}
