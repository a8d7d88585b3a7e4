import type { AnyTenantReader } from '@tenantry/tenancy'
import { type RawBuilder, sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'

/** Whose page a token opens. */
export interface OpenLink {
  id: string
  customerId: string
  name: string
  language: string
  apartments: string[]
  expiresAt: string
}

/** Of which kind a link is, and what else is read of it: a token of one kind opens no page of another. */
interface Kind {
  table: 'payment_links' | 'statement_links'
  columns?: RawBuilder<unknown>
}

/** Throws `link_over`, whatever is wrong with the token: nobody learns which tokens there were. */
export async function openLink<Own extends object = object>(
  db: AnyTenantReader,
  token: string,
  { table, columns = sql`` }: Kind,
): Promise<OpenLink & Own> {
  const [row] = await db
    .raw<OpenLink & Own>(
      sql`select link.id, link.customer_id, customer.name, customer.language, link.expires_at,
                 coalesce((select json_agg(o.number order by o.number) from store.occupancies o
                            where o.tenant_id = ${db.tenantId} and o.customer_id = link.customer_id), '[]') as apartments
                 ${columns}
            from ${sql.table(`store.${table}`)} link
            join store.customers customer
              on customer.tenant_id = link.tenant_id and customer.id = link.customer_id
           where link.tenant_id = ${db.tenantId} and link.token_hash = ${hashOfToken(token)}
             and link.revoked_at is null and link.expires_at > now()`,
    )
    .execute()
  if (!row) throw new DomainError('link_over')
  return row
}
