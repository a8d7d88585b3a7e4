import type { AnyTenantTx } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { listAccounts } from '#platform/ledger/accounts.ts'
import { customerOwner } from './customer-rows.ts'
import { lockCustomer } from './find-customer.ts'

/** Throws `not_found`, and `in_use` while money is between them. */
export async function archiveCustomer(tx: AnyTenantTx, id: string): Promise<void> {
  await lockCustomer(tx, id)
  const accounts = await listAccounts(tx, { kind: customerOwner, id })
  if (accounts.some(({ balanceMinor, pendingMinor }) => balanceMinor !== 0 || pendingMinor !== 0)) {
    throw new DomainError('in_use')
  }
  await setArchived(tx, id, sql`now()`)
}

/** Throws `not_found`. */
export async function restoreCustomer(tx: AnyTenantTx, id: string): Promise<void> {
  await lockCustomer(tx, id)
  await setArchived(tx, id, sql`null`)
}

async function setArchived(tx: AnyTenantTx, id: string, at: RawBuilder<unknown>): Promise<void> {
  await tx
    .raw(
      sql`update store.customers set archived_at = ${at}, version = version + 1, updated_at = now()
           where tenant_id = ${tx.tenantId} and id = ${id}`,
    )
    .execute()
}
