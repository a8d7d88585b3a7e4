import { type ControlDb, type ControlReader, type ControlTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { Bearer } from './bearers.ts'
import { makeKey } from './key-format.ts'

/** What makes or unmakes people's access stays with people: a key that could would be worth more than its scopes. */
const forPeopleAlone: ReadonlySet<string> = new Set(['apikey.manage', 'member.write', 'ownership.transfer'])

/** Of a person's permissions, those that he may give to a key. */
export function scopesFor(permissions: Iterable<string>): string[] {
  return [...permissions].filter((permission) => !forPeopleAlone.has(permission)).sort()
}

/** The keys of a tenant that could still let somebody in, the newest first. */
export function listApiKeys(db: ControlReader<IdentityTables>, tenantId: string) {
  return selectKeys(db, tenantId).orderBy('key.createdAt', 'desc').limit(500).execute()
}

interface NewKey {
  name: string
  scopes: readonly string[]
  days: number
}

/** Makes a key with some of the maker's permissions. Answers it, and keeps its hash only. */
export async function makeApiKey(
  tx: ControlTx<IdentityTables>,
  maker: { tenantId: string; memberId: string; permissions: Iterable<string> },
  { name, scopes, days }: NewKey,
) {
  const { tenantId, memberId } = maker
  const allowed = new Set(scopesFor(maker.permissions))
  if (!scopes.every((scope) => allowed.has(scope))) throw new DomainError('forbidden', { field: 'scopes' })
  const id = newId()
  const key = makeKey()
  await tx
    .insertInto('control.api_keys')
    .values({
      tenantId,
      id,
      memberId,
      name: name.trim(),
      hint: key.slice(-4),
      keyHash: hashOfToken(key),
      scopes: [...new Set(scopes)].sort(),
      expiresAt: sql`now() + make_interval(days => ${days})`,
    })
    .execute()
  changed(tx, { entity: 'api key', id, after: { name: name.trim(), scopes, days } })
  const apiKey = await selectKeys(tx, tenantId).where('key.id', '=', id).executeTakeFirstOrThrow()
  return { apiKey, key }
}

/** From the next second on the key lets nobody in. */
export async function revokeApiKey(tx: ControlTx<IdentityTables>, tenantId: string, id: string) {
  const revoked = await tx
    .updateTable('control.api_keys')
    .set({ revokedAt: sql`now()` })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .returning('id')
    .execute()
  if (revoked.length === 0) throw new DomainError('not_found')
}

/** Whom a key lets in, and with what: its maker, as long as he is a member, with what he may still do himself. */
export async function findKeyHolder(
  control: ControlDb<IdentityTables>,
  tenantId: string,
  key: string,
): Promise<Bearer | undefined> {
  const keyHash = hashOfToken(key)
  const [found] = await control.read((db) =>
    db
      .raw<KeyRow>(
        sql`select key.id as key_id, key.scopes, member.id as member_id, member.roles, account.id, account.email, account.name,
                   coalesce(key.used_at < now() - interval '1 minute', true) as used_long_ago
              from control.api_keys key
              join control.members member on member.tenant_id = key.tenant_id and member.id = key.member_id
               and member.status = 'active'
              join control.accounts account on account.id = member.account_id
             where key.tenant_id = ${tenantId} and key.key_hash = ${keyHash}
               and key.revoked_at is null and key.expires_at > now()`,
      )
      .execute(),
  )
  if (!found) return undefined
  if (found.usedLongAgo) await noteUse(control, keyHash)
  const { id, email, name, memberId, roles, scopes, keyId } = found
  return {
    account: { id, email, name },
    member: { id: memberId, roles },
    limit: null,
    shown: 'both',
    // So the audit tells what came by the key from what its maker did himself.
    sessionId: keyId,
    scopes: new Set(scopes),
  }
}

interface KeyRow {
  keyId: string
  scopes: string[]
  memberId: string
  roles: string[]
  id: string
  email: string
  name: string
  usedLongAgo: boolean
}

/** To the minute: a write on every request would cost more than the request. */
async function noteUse(control: ControlDb<IdentityTables>, keyHash: Buffer) {
  await control.run((tx) =>
    tx.updateTable('control.api_keys').set({ usedAt: sql`now()` }).where('keyHash', '=', keyHash).execute(),
  )
}

function selectKeys(db: ControlReader<IdentityTables>, tenantId: string) {
  return db
    .selectFrom('control.api_keys as key')
    .innerJoin('control.members as member', (join) =>
      join.onRef('member.tenantId', '=', 'key.tenantId').onRef('member.id', '=', 'key.memberId'),
    )
    .innerJoin('control.accounts as account', 'account.id', 'member.accountId')
    .select([
      'key.id',
      'key.name',
      'key.hint',
      'key.scopes',
      'key.createdAt',
      'key.expiresAt',
      'key.usedAt',
      'account.name as madeBy',
    ])
    .select(sql<boolean>`key.expires_at <= now()`.as('expired'))
    .where('key.tenantId', '=', tenantId)
    .where('key.revokedAt', 'is', null)
}
