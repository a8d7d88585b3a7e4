import { randomBytes } from 'node:crypto'
import { type ControlReader, type ControlTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { enqueue } from '#platform/outbox/outbox.ts'
import { normaliseEmail } from './accounts.ts'
import type { IdentityTables } from './identity.tables.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'

type Reader = ControlReader<IdentityTables>
type Tx = ControlTx<IdentityTables>

export type LinkKind = IdentityTables['control.one_time_links']['kind']

/** How long a link may be used, from the moment its mail is sent. */
const hoursValid: Record<LinkKind, number> = { reset_password: 1, verify_email: 72, change_email: 24 }

interface NewLink {
  kind: LinkKind
  /** Whose address the link leads to. */
  tenantId: string
  email: string
  /** Left out where somebody who is not signed in gave an address: whose it is shows when the mail is due. */
  accountId?: string
}

/** A link that can be used now. */
export interface OneTimeLink<Kind extends LinkKind = LinkKind> {
  id: string
  kind: Kind
  accountId: string
  email: string
}

/** Asks for a mail with a link. What is done here does not depend on whether anybody has the address. */
export async function requestLink(tx: Tx, { kind, tenantId, email, accountId }: NewLink): Promise<void> {
  await deleteSomeOldLinks(tx)
  const id = newId()
  await tx
    .insertInto('control.one_time_links')
    .values({ id, kind, tenantId, accountId: accountId ?? null, email: normaliseEmail(email) })
    .execute()
  await enqueue(tx, { name: 'send-link', payload: { linkId: id } })
}

/** Makes a link's token, at the moment it is sent; only its hash is kept. Sent again it has another. */
export async function issueToken(
  tx: Tx,
  { id, kind }: Pick<OneTimeLink, 'id' | 'kind'>,
  accountId: string,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await tx
    .updateTable('control.one_time_links')
    .set({
      accountId,
      tokenHash: hashOfToken(token),
      expiresAt: sql`now() + make_interval(hours => ${hoursValid[kind]})`,
    })
    .where('id', '=', id)
    .execute()
  return token
}

/** Looks at a link without using it. At another tenant's address it is none. */
export async function getLink<Kind extends LinkKind>(
  db: Reader,
  tenantId: string,
  kinds: readonly Kind[],
  token: string,
): Promise<OneTimeLink<Kind>> {
  const found = await db
    .selectFrom('control.one_time_links')
    .select(['id', 'kind', 'accountId', 'email'])
    .where('tokenHash', '=', hashOfToken(token))
    .where('tenantId', '=', tenantId)
    .where('kind', 'in', kinds)
    .where('usedAt', 'is', null)
    .where(sql<boolean>`expires_at > now()`)
    .executeTakeFirst()
  if (!found?.accountId) throw new DomainError('link_over')
  return { ...found, kind: found.kind as Kind, accountId: found.accountId } // one of those that were asked for
}

/** Uses a link up: of several at once one gets it. With it the others of its kind end, which were sent before or after. */
export async function takeLink(tx: Tx, link: OneTimeLink): Promise<void> {
  // One after the other for each account: two links of a kind would wait for each other.
  await tx.selectFrom('control.accounts').select('id').where('id', '=', link.accountId).forUpdate().execute()
  const taken = await tx
    .updateTable('control.one_time_links')
    .set({ usedAt: sql`now()` })
    .where('id', '=', link.id)
    .where('usedAt', 'is', null)
    .where(sql<boolean>`expires_at > now()`)
    .returning('id')
    .execute()
  if (taken.length === 0) throw new DomainError('link_over')
  await endLinks(tx, link.accountId, [link.kind])
}

/** Ends the links of an account that nobody has used, those whose mail is not sent yet among them. */
export async function endLinks(tx: Tx, accountId: string, kinds: readonly LinkKind[]): Promise<void> {
  await tx
    .updateTable('control.one_time_links')
    .set({ usedAt: sql`now()` })
    .where('accountId', '=', accountId)
    .where('kind', 'in', kinds)
    .where('usedAt', 'is', null)
    .execute()
}

/** Addresses that were only asked for are kept no longer than their links could be used. */
async function deleteSomeOldLinks(tx: Tx) {
  await tx
    .raw(
      sql`delete from control.one_time_links where id in (
            select id from control.one_time_links where created_at < now() - interval '7 days'
            order by created_at limit 20 for update skip locked)`,
    )
    .execute()
}
