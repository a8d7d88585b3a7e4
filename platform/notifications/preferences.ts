import type { AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { memberKinds, messageKinds } from './kinds.ts'
import type { Preference } from './notifications.contract.ts'

/** By which way a member is told of each kind: what he has chosen, and else the product's default. */
export async function listPreferences(db: AnyTenantReader, memberId: string): Promise<Preference[]> {
  const chosen = await db
    .raw<Preference>(
      sql`select kind, channel, wanted from core.message_preferences
           where tenant_id = ${db.tenantId} and member_id = ${memberId}`,
    )
    .execute()
  return memberKinds.flatMap((kind) =>
    (['in_app', 'email'] as const).map(
      (channel) =>
        chosen.find((each) => each.kind === kind && each.channel === channel) ?? {
          kind,
          channel,
          wanted: channel === 'in_app' || messageKinds[kind].email,
        },
    ),
  )
}

export async function setPreference(
  tx: AnyTenantTx,
  memberId: string,
  { kind, channel, wanted }: Preference,
): Promise<void> {
  await tx
    .raw(
      sql`insert into core.message_preferences (tenant_id, member_id, kind, channel, wanted)
          values (${tx.tenantId}, ${memberId}, ${kind}, ${channel}, ${wanted})
          on conflict (tenant_id, member_id, kind, channel) do update
            set wanted = excluded.wanted, updated_at = now()`,
    )
    .execute()
}
