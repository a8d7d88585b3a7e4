import type { ControlTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { enqueue, post } from '#platform/outbox/outbox.ts'
import type { IdentityTables } from './identity.tables.ts'

/** Calls a person otherwise, in each of his tenants: what is printed from now on bears the new name. */
export async function changeName(
  tx: ControlTx<IdentityTables>,
  account: { id: string },
  newName: string,
): Promise<void> {
  const name = newName.trim().normalize('NFC')
  const before = await tx
    .selectFrom('control.accounts')
    .select('name')
    .where('id', '=', account.id)
    .executeTakeFirst()
  if (!before) throw new DomainError('not_signed_in')
  if (before.name === name) return
  await tx
    .updateTable('control.accounts')
    // The time of the change itself: of two at once the one that stays is the later.
    .set({ name, updatedAt: sql`clock_timestamp()` })
    .where('id', '=', account.id)
    .execute()
  changed(tx, { entity: 'account', id: account.id, before, after: { name } })
  const places = await tx
    .selectFrom('control.members')
    .select(['id', 'tenantId'])
    .where('accountId', '=', account.id)
    .execute()
  for (const { id, tenantId } of places) {
    await enqueue(tx, { name: 'keep-people', payload: { memberIds: [id] }, handOverTo: tenantId })
    await post(tx, { kind: 'member.changed', entityId: id, tenantId })
  }
}
