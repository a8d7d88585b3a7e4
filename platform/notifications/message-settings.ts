import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'

/** When people are left in peace, and how often one of them may be reminded. `version` 0: nothing was changed yet. */
export interface MessageSettings {
  /** `20:00`, in the recipient's zone. The same as `quietUntil`: there are no quiet hours. */
  quietFrom: string
  quietUntil: string
  /** Of the kinds that are capped, to one address. */
  perDay: number
  /** In thirty days. */
  perMonth: number
  version: number
}

export const defaultMessageSettings: MessageSettings = {
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
