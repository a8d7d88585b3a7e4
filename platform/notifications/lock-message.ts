import type { AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { Channel, MessageKind } from './kinds.ts'
import type { MessageState } from './message-states.ts'
import type { MessageLanguage } from './template.ts'

/** A message's row, held until the transaction ends. */
export interface MessageRow {
  id: string
  rule: string
  cycle: string
  channel: Channel
  recipientKind: string
  recipientId: string
  address: string | null
  language: MessageLanguage
  timeZone: string
  kind: MessageKind
  template: string
  variables: Record<string, string>
  subjectKind: string | null
  subjectId: string | null
  path: string | null
  title: string
  body: string
  state: MessageState
  reason: string | null
  attempts: number
  provider: string | null
  providerId: string | null
  countedAt: string | null
}

const columns = sql`id, rule, cycle, channel, recipient_kind, recipient_id, address, language, time_zone, kind, template,
  variables, subject_kind, subject_id, path, title, body, state, reason, attempts, provider, provider_id, counted_at`

export async function lockMessage(tx: AnyTenantTx, id: string): Promise<MessageRow | undefined> {
  const [row] = await tx
    .raw<MessageRow>(
      sql`select ${columns} from core.messages where tenant_id = ${tx.tenantId} and id = ${id} for update`,
    )
    .execute()
  return row
}
