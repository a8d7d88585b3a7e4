import type { AnyControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'

/** Whose factor it is: a member's account, or an operator. */
export interface Holder {
  kind: 'account' | 'operator'
  id: string
}

/** Until the transaction ends nobody else adds or removes a factor of this holder. */
export async function lockHolder(tx: AnyControlTx, { kind, id }: Holder): Promise<void> {
  await tx.raw(sql`select pg_advisory_xact_lock(hashtextextended(${`factors ${kind} ${id}`}, 0))`).execute()
}
