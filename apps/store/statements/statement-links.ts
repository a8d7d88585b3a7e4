import { type AnyTenantReader, type AnyTenantTx, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { changed } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { NewLink } from '../links/links.contract.ts'
import { drawToken, handOver, pageAddress } from '../links/links.ts'
import { readSettings } from '../settings/settings.ts'
import type { StatementLink } from './statement-links.contract.ts'

interface Asked {
  currency?: string
  from?: string | null
  to?: string | null
  days?: number
}

/** Makes a link with all that a shopkeeper hands it over by. Throws `not_found`, `invalid_input` for days that run backwards. */
export async function addStatementLink(
  tx: AnyTenantTx,
  { customerId, address, ...asked }: Asked & { customerId: string; address: PlatformAddress },
): Promise<NewLink> {
  const { currency = tx.tenant.currency, from = null, to = null } = asked
  if (from !== null && to !== null && from > to) throw new DomainError('invalid_input', { field: 'from' })
  const days = asked.days ?? (await readSettings(tx)).paymentLinkDays
  const [id, token] = [newId(), drawToken()]
  const by = tx.actor.kind === 'member' ? tx.actor.memberId : null
  const [row] = await tx
    .raw<{ expiresAt: string; name: string; phone: string | null; language: string }>(
      sql`with customer as (
            select id, name, phone, language from store.customers where tenant_id = ${tx.tenantId} and id = ${customerId}),
          made as (
            insert into store.statement_links
              (tenant_id, id, customer_id, token_hash, currency, from_on, to_on, expires_at, created_by)
            select ${tx.tenantId}::uuid, ${id}::uuid, id, ${hashOfToken(token)}::bytea, ${currency}, ${from}::date, ${to}::date,
                   now() + make_interval(days => ${days}), ${by}::uuid
              from customer
            returning expires_at)
          select made.expires_at, customer.name, customer.phone, customer.language from made, customer`,
    )
    .execute()
  if (!row) throw new DomainError('not_found')
  const { expiresAt, name, phone, language } = row
  changed(tx, { entity: 'statement_link', id, after: { customerId, currency, from, to, expiresAt } })
  const url = pageAddress(address, tx.tenant, { page: 'statement', token })
  const text = texts[language === 'hi' ? 'hi' : 'en']({ name, shop: tx.tenant.name, url })
  return handOver({ id, url, expiresAt, text, phone })
}

const texts = {
  en: ({ name, shop, url }: Filled) => `Dear ${name}, your statement from ${shop}: ${url}`,
  hi: ({ name, shop, url }: Filled) => `प्रिय ${name}, ${shop} से आपके खाते का विवरण: ${url}`,
}

interface Filled {
  name: string
  shop: string
  url: string
}

/** The last links of a customer, newest first. Throws `not_found`. */
export async function listStatementLinks(db: AnyTenantReader, customerId: string): Promise<StatementLink[]> {
  const rows = await db
    .raw<Partial<StatementLink>>(
      sql`select link.id, link.currency, link.from_on as from, link.to_on as to, link.created_at, link.expires_at, link.revoked_at
            from store.customers customer
            left join store.statement_links link
              on link.tenant_id = customer.tenant_id and link.customer_id = customer.id
           where customer.tenant_id = ${db.tenantId} and customer.id = ${customerId} order by link.id desc limit 20`,
    )
    .execute()
  if (rows.length === 0) throw new DomainError('not_found')
  // A customer without links is one row without a link.
  return rows.filter((row): row is StatementLink => row.id !== null)
}
