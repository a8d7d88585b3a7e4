import { isDeepStrictEqual } from 'node:util'
import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { MessageSettings } from './message-settings.contract.ts'

/** `version` 0: nothing was changed yet. */
const defaultMessageSettings: MessageSettings = {
  quietFrom: '20:00',
  quietUntil: '09:00',
  perDay: 1,
  perMonth: 4,
  version: 0,
}

export async function readMessageSettings(db: AnyTenantReader): Promise<MessageSettings> {
  const [row] = await db
    .raw<MessageSettings>(
      sql`select to_char(quiet_from, 'HH24:MI') as quiet_from, to_char(quiet_until, 'HH24:MI') as quiet_until, per_day,
                 per_month, version
            from core.message_settings where tenant_id = ${db.tenantId}`,
    )
    .execute()
  return row ?? defaultMessageSettings
}

/** Throws `version_conflict` where somebody else was faster. Saved again by whoever had no answer, they are what they are. */
export async function saveMessageSettings(
  tx: AnyTenantTx,
  { version, ...next }: MessageSettings,
): Promise<MessageSettings> {
  const before = await readMessageSettings(tx)
  const { quietFrom, quietUntil, perDay, perMonth } = next
  const [row] = await tx
    .raw<{ version: number }>(
      version === 0
        ? sql`insert into core.message_settings (tenant_id, quiet_from, quiet_until, per_day, per_month)
              values (${tx.tenantId}, ${quietFrom}, ${quietUntil}, ${perDay}, ${perMonth})
              on conflict (tenant_id) do nothing returning version`
        : sql`update core.message_settings
                 set quiet_from = ${quietFrom}, quiet_until = ${quietUntil}, per_day = ${perDay}, per_month = ${perMonth},
                     version = version + 1, updated_at = now()
               where tenant_id = ${tx.tenantId} and version = ${version} returning version`,
    )
    .execute()
  if (!row) {
    const present = await readMessageSettings(tx)
    if (isDeepStrictEqual(present, { ...next, version: version + 1 })) return present
    throw new DomainError('version_conflict')
  }
  changed(tx, { entity: 'message_settings', id: null, before, after: next })
  return { ...next, version: row.version }
}
