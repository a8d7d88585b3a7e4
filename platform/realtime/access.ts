import type { ControlDb } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { Watcher } from './stream.ts'

const atOnce = 1_000

/**
 * Which of the watchers may not go on: signed out, run out of time, no member any more, or with other roles than before.
 * One query for a thousand of them; it keeps no session alive.
 */
export async function findUninvited<Watching extends { watcher: Watcher }>(
  control: ControlDb<unknown>,
  watching: readonly Watching[],
): Promise<Watching[]> {
  const uninvited: Watching[] = []
  for (let at = 0; at < watching.length; at += atOnce) {
    const some = watching.slice(at, at + atOnce)
    const welcome = await listWelcome(
      control,
      some.map(({ watcher }) => watcher),
    )
    uninvited.push(...some.filter((_, index) => !welcome.has(index)))
  }
  return uninvited
}

async function listWelcome(control: ControlDb<unknown>, watchers: readonly Watcher[]): Promise<Set<number>> {
  const asked = watchers.map(({ tenantId, accountId, roles, session }, index) => ({
    index,
    tenant_id: tenantId,
    account_id: accountId,
    roles,
    token_hash: session?.tokenHash.toString('hex') ?? null,
    host: session?.host ?? null,
  }))
  const rows = await control.read((db) =>
    db
      .raw<{ index: number }>(
        sql`select w.index
              from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
                     as w(index integer, tenant_id uuid, account_id uuid, roles jsonb, token_hash text, host text)
              join control.members m on m.tenant_id = w.tenant_id and m.account_id = w.account_id
               and m.status = 'active' and to_jsonb(m.roles) = w.roles
              left join control.sessions s on s.token_hash = decode(w.token_hash, 'hex') and s.host = w.host
               and s.account_id = w.account_id and s.replaced_at is null
               and s.expires_at > now() and s.idle_expires_at > now()
              left join control.tenant_settings t on t.tenant_id = w.tenant_id
             where w.token_hash is null
                or s.seen_at > now() - make_interval(mins => coalesce(t.idle_minutes, 30))`,
      )
      .execute(),
  )
  return new Set(rows.map(({ index }) => index))
}
