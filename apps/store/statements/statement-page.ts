import type { AnyTenantReader } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { FileAnswer } from '#platform/http/file-answers.ts'
import { customerStatement } from '../counter/counter.ts'
import { addDays, today } from '../days.ts'
import { headOf, lineOf, type OpenLink, openLink, type ShopFace } from '../links/links.ts'
import { pdfOf, type Report, statementReport } from '../reports/reports.ts'
import type { StatementPage } from './statement-links.contract.ts'

/** Whose account a token opens, in which currency, and of which days. */
interface OpenStatement extends OpenLink {
  currency: string
  from: string | null
  to: string | null
}

export function openStatementLink(db: AnyTenantReader, token: string): Promise<OpenStatement> {
  const columns = sql`, link.currency, link.from_on as from, link.to_on as to`
  return openLink<OpenStatement>(db, token, { table: 'statement_links', columns })
}

/** A page of the account as the customer sees it: what the shop wrote beside its entries is the shop's. */
export async function readStatementPage(
  db: AnyTenantReader,
  link: OpenStatement,
  { cursor, face }: { cursor: string | undefined; face: ShopFace },
): Promise<StatementPage> {
  const { currency, from } = link
  const to = link.to ?? today(db.tenant.timeZone)
  const statement = await customerStatement(db, link.customerId, {
    currency,
    from: from ?? undefined,
    to,
    limit: 100,
    cursor,
  })
  return {
    ...headOf(db.tenant, link, face),
    currency,
    from,
    to,
    openingMinor: statement.openingMinor,
    debitsMinor: statement.debitsMinor,
    creditsMinor: statement.creditsMinor,
    closingMinor: statement.closingMinor,
    lines: statement.lines.map(lineOf),
    next: statement.next,
  }
}

/** As far back as a report goes. */
const mostDays = 3_652

/** The same on paper. */
export async function printStatementPage(
  db: AnyTenantReader,
  link: OpenStatement,
  language: 'en' | 'hi',
): Promise<FileAnswer> {
  return pdfOf(await findPrinted(db, link), `${link.name} · ${db.tenant.name}`, language)
}

/** What is printed: all the lines of the chosen days, the oldest first, without the shop's notes. */
export function findPrinted(db: AnyTenantReader, link: OpenStatement): Promise<Report> {
  const { customerId, currency } = link
  const to = link.to ?? today(db.tenant.timeZone)
  const from = link.from ?? addDays(to, -mostDays)
  return statementReport(db, customerId, { from, to, currency, notes: false })
}
