import { type AnyTenantReader, type AnyTenantTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import { assertCustomer } from '../customers/customers.ts'
import { drawToken } from '../links/links.ts'
import { readSettings } from '../settings/settings.ts'

/** A link that was just made. The token is in no row, and can not be told again. */
interface MadeLink {
  id: string
  token: string
  expiresAt: string
}

/** Makes a link to a customer's payment page, for as long as the shop's settings say. Throws `not_found`. */
export async function makePaymentLink(tx: AnyTenantTx, customerId: string): Promise<MadeLink> {
  await assertCustomer(tx, customerId)
  const link = { customerId, token: drawToken() }
  const [made] = await makePaymentLinks(tx, [link])
  return { ...made!, token: link.token }
}

/** Links for customers who are there, in one statement: the tokens are drawn before, since messages may hold them already. */
export async function makePaymentLinks(
  tx: AnyTenantTx,
  asked: readonly { customerId: string; token: string }[],
): Promise<Omit<MadeLink, 'token'>[]> {
  if (asked.length === 0) return []
  const { paymentLinkDays } = await readSettings(tx)
  const by = tx.actor.kind === 'member' ? tx.actor.memberId : null
  const rows = asked.map(({ customerId, token }) => ({
    id: newId(),
    customer_id: customerId,
    token_hash: hashOfToken(token).toString('hex'),
  }))
  const made = await tx
    .raw<{ id: string; customerId: string; expiresAt: string }>(
      sql`insert into store.payment_links (tenant_id, id, customer_id, token_hash, expires_at, created_by)
          select ${tx.tenantId}::uuid, link.id, link.customer_id, decode(link.token_hash, 'hex'),
                 now() + make_interval(days => ${paymentLinkDays}), ${by}::uuid
            from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as link(id uuid, customer_id uuid, token_hash text)
          returning id, customer_id, expires_at`,
    )
    .execute()
  for (const { id, customerId, expiresAt } of made) {
    changed(tx, { entity: 'payment_link', id, after: { customerId, expiresAt } })
  }
  return made.map(({ id, expiresAt }) => ({ id, expiresAt }))
}

interface PaymentLink {
  id: string
  createdAt: string
  expiresAt: string
  revokedAt: string | null
}

/** The last links of a customer, newest first. Throws `not_found`. */
export async function listPaymentLinks(db: AnyTenantReader, customerId: string): Promise<PaymentLink[]> {
  await assertCustomer(db, customerId)
  return db
    .raw<PaymentLink>(
      sql`select id, created_at, expires_at, revoked_at from store.payment_links
           where tenant_id = ${db.tenantId} and customer_id = ${customerId} order by id desc limit 20`,
    )
    .execute()
}
