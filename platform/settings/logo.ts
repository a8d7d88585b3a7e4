import type { AnyControlTx, AnyTenantReader, AnyTenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { post } from '#platform/outbox/outbox.ts'
import type { DrawnLogo } from './draw-logo.ts'

export async function findLogo(
  db: AnyTenantReader,
): Promise<Pick<DrawnLogo, 'image' | 'digest'> | undefined> {
  const [row] = await db
    .raw<Pick<DrawnLogo, 'image' | 'digest'>>(
      sql`select image, digest from core.logos where tenant_id = ${db.tenantId}`,
    )
    .execute()
  return row
}

/** Takes the place of the one before. */
export async function keepLogo(tx: AnyTenantTx, { image, digest, width, height }: DrawnLogo): Promise<void> {
  await tx
    .raw(
      sql`insert into core.logos (tenant_id, image, digest, width, height)
          values (${tx.tenantId}, ${image}, ${digest}, ${width}::smallint, ${height}::smallint)
          on conflict (tenant_id) do update
            set (image, digest, width, height, updated_at) =
                (excluded.image, excluded.digest, excluded.width, excluded.height, now())`,
    )
    .execute()
}

export async function deleteLogo(tx: AnyTenantTx): Promise<void> {
  await tx.raw(sql`delete from core.logos where tenant_id = ${tx.tenantId}`).execute()
}

/** Says which picture is shown from now on; null: the initials of the name. */
export async function nameLogo(tx: AnyControlTx, tenantId: string, digest: string | null): Promise<void> {
  await tx
    .raw(
      sql`insert into control.tenant_settings as own (tenant_id, name, locale, currency, time_zone, accent, logo)
          select id, name, locale, currency, time_zone, accent, ${digest} from control.tenants where id = ${tenantId}
          on conflict (tenant_id) do update set logo = excluded.logo, version = own.version + 1, updated_at = now()`,
    )
    .execute()
  await post(tx, { kind: 'settings.changed', entityId: tenantId, tenantId })
}
