import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import type { FileAnswer } from '#platform/http/file-answers.ts'
import { hashOfToken } from '#platform/identity/sessions.ts'
import { customerStatement } from '../counter/counter.ts'
import { addDays, today } from '../days.ts'
import { pdfOf, statementReport } from '../reports/reports.ts'
import type { StatementPage } from './statement-links.contract.ts'

/** Whose account a token opens, and of which days. */
interface OpenStatement {
  id: string
  customerId: string
  name: string
  language: string
  apartments: string[]
  currency: string
  from: string | null
  to: string | null
  expiresAt: string
}

/** Throws `link_over`, whatever is wrong with the token: nobody learns which tokens there were. */
export async function openStatementLink(db: AnyTenantReader, token: string): Promise<OpenStatement> {
  const [row] = await db
    .raw<OpenStatement>(
      sql`select link.id, link.customer_id, customer.name, customer.language, link.currency, link.from_on as from,
                 link.to_on as to, link.expires_at,
                 coalesce((select json_agg(o.number order by o.number) from store.occupancies o
                            where o.tenant_id = ${db.tenantId} and o.customer_id = link.customer_id), '[]') as apartments
            from store.statement_links link
            join store.customers customer
              on customer.tenant_id = link.tenant_id and customer.id = link.customer_id
           where link.tenant_id = ${db.tenantId} and link.token_hash = ${hashOfToken(token)}
             and link.revoked_at is null and link.expires_at > now()`,
    )
    .execute()
  if (!row) throw new DomainError('link_over')
  return row
}

/** A page of the account as the customer sees it: what the shop wrote beside its entries is the shop's. */
export async function readStatementPage(
  db: AnyTenantReader,
  link: OpenStatement,
  cursor: string | undefined,
): Promise<StatementPage> {
  const { locale, timeZone, name: shopName } = db.tenant
  const { currency, from } = link
  const to = link.to ?? today(timeZone)
  const statement = await customerStatement(db, link.customerId, {
    currency,
    from: from ?? undefined,
    to,
    limit: 100,
    cursor,
  })
  return {
    shop: { name: shopName, locale, timeZone },
    customer: {
      firstName: link.name.split(/\s+/u, 1)[0]!,
      apartments: link.apartments,
      language: link.language,
    },
    currency,
    from,
    to,
    openingMinor: statement.openingMinor,
    debitsMinor: statement.debitsMinor,
    creditsMinor: statement.creditsMinor,
    closingMinor: statement.closingMinor,
    lines: statement.lines.map(({ effectiveOn, kind, receipt, amountMinor, balanceMinor, reverses }) => {
      return { effectiveOn, kind: reverses ? 'reversal' : kind, receipt, amountMinor, balanceMinor }
    }),
    next: statement.next,
    expiresAt: link.expiresAt,
  }
}

/** As far back as a report goes. */
const mostDays = 3_652

/** The same on paper, without the shop's notes. */
export async function printStatementPage(
  db: AnyTenantReader,
  link: OpenStatement,
  language: 'en' | 'hi',
): Promise<FileAnswer> {
  const { customerId, currency, name } = link
  const to = link.to ?? today(db.tenant.timeZone)
  const from = link.from ?? addDays(to, -mostDays)
  const report = await statementReport(db, customerId, { from, to, currency, notes: false })
  return pdfOf(report, `${name} · ${db.tenant.name}`, language)
}
