import type { Actor, AnyTenantReader, AnyTenantTx, Tenant, TenantDb } from '@tenantry/tenancy'
import { recordAct } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { nextNumber } from '#platform/numbers/numbers.ts'
import { readCsv, type Sheet } from '#platform/sheets/read-csv.ts'
import { today } from '../../days.ts'
import { apartmentRulesOf, readSettings, type Settings } from '../../settings/settings.ts'
import { addCustomer } from '../customers.ts'
import { guessColumns } from './guess-columns.ts'
import { type ImportField, type ImportReport, importFields, importLimits } from './import.contract.ts'
import { findKnown, findRepeated, type Judged } from './judge-lines.ts'
import { type ReadCustomer, readLine } from './read-line.ts'

interface AskedImport {
  columns?: string | undefined
  addZero?: boolean | undefined
  openingOn?: string | undefined
  from?: number | undefined
}

/** Where the import stands: whose it is, and what ends it. */
interface Shop {
  data: TenantDb<unknown>
  tenant: Tenant
  actor: Actor
  signal: AbortSignal
}

/** So many lines a request: a few seconds of work, so that whoever waits sees how far it is. */
const linesPerRequest = 400
/** So many customers a transaction: another counter does not wait long for what these hold. */
const customersPerTransaction = 40
const mostProblems = 500
const mostSamples = 3

/** What importing a file would do. */
export async function previewImport(
  db: AnyTenantReader,
  content: Buffer,
  asked: AskedImport,
): Promise<ImportReport> {
  const sheet = readCsv(content, { maxRows: importLimits.rows })
  const read = readSheet(sheet, { ...asked, tenant: db.tenant, settings: await readSettings(db) })
  const judged = await findKnown(db, read.fresh)
  return reportOf(sheet, read, judged)
}

/** Imports the next lines of a file. */
export async function importSome(shop: Shop, content: Buffer, asked: AskedImport) {
  const { data, tenant, actor, signal } = shop
  const { from = 1, openingOn = today(tenant.timeZone) } = asked
  if (openingOn > today(tenant.timeZone)) throw new DomainError('invalid_input', { field: 'openingOn' })
  const sheet = readCsv(content, { maxRows: importLimits.rows })
  const settings = await data.read(tenant, actor, readSettings, { signal })
  const read = readSheet(sheet, { ...asked, tenant, settings })
  const coming = sheet.rows.filter(({ line }) => line >= from)
  const until = coming[linesPerRequest]?.line ?? Number.POSITIVE_INFINITY
  const isNow = ({ line }: { line: number }) => line >= from && line < until
  const now = read.fresh.filter(isNow)
  const done: Judged = { fresh: [], known: [], problems: [] }
  for (let at = 0; at < now.length; at += customersPerTransaction) {
    const batch = now.slice(at, at + customersPerTransaction)
    // Plans of before it had customers would go through all that have come since, for each check (`docs/decisions/0170`).
    const judged = await data.run(tenant, actor, (tx) => addBatch(tx, batch, openingOn), {
      signal,
      freshPlans: true,
    })
    for (const part of ['fresh', 'known', 'problems'] as const) done[part].push(...(judged[part] as never[]))
  }
  const problems = read.problems.filter(isNow)
  return {
    ...reportOf(sheet, { ...read, problems }, done),
    next: Number.isFinite(until) ? until : null,
  }
}

async function addBatch(tx: AnyTenantTx, batch: ReadCustomer[], openingOn: string): Promise<Judged> {
  // Two imports at once would both find the same line new: the counter's row is held until the transaction ends.
  const part = await nextNumber(tx, 'import', 'all')
  const judged = await findKnown(tx, batch)
  for (const customer of judged.fresh) await addCustomer(tx, newCustomerOf(customer, openingOn), 'import')
  if (judged.fresh.length > 0) {
    const detail = { part, added: judged.fresh.length, known: judged.known.length }
    await recordAct(tx, {
      action: 'customers.imported',
      entity: 'customer',
      entityId: null,
      patientId: null,
      detail,
    })
  }
  return judged
}

function newCustomerOf(read: ReadCustomer, openingOn: string) {
  const { name, phone, apartments, openingMinor, creditLimitMinor, dueDays, language, consent, notes } = read
  return {
    name,
    phone,
    apartments: apartments.map(({ number }) => number),
    ...(openingMinor !== 0 && { openingBalanceMinor: openingMinor, openingOn }),
    ...(creditLimitMinor !== undefined && { creditLimitMinor }),
    ...(dueDays !== undefined && { dueDays }),
    ...(language !== undefined && { language }),
    ...(consent !== undefined && { consent }),
    ...(notes !== undefined && { notes }),
  }
}

interface Read extends Judged {
  columns: (ImportField | null)[]
  currency: string
}

function readSheet(
  { header, rows }: Sheet,
  asked: AskedImport & { tenant: Tenant; settings: Settings },
): Read {
  const { tenant, settings, addZero = false } = asked
  const { locale, currency } = tenant
  const columns = asked.columns === undefined ? guessColumns(header) : columnsIn(asked.columns, header.length)
  if (!columns.includes('name')) {
    const problem = { line: 1, field: 'name', code: 'column_missing', value: '', hint: null } as const
    return { columns, currency, fresh: [], known: [], problems: [problem] }
  }
  const reading = { columns, rules: apartmentRulesOf(settings), locale, currency, addZero }
  const lines = rows.map((row) => readLine(row, reading))
  const { fresh, problems } = findRepeated(
    lines.flatMap((line) => ('customer' in line ? [line.customer] : [])),
  )
  const wrong = lines.flatMap((line) => ('problems' in line ? line.problems : []))
  return { columns, currency, fresh, known: [], problems: [...wrong, ...problems] }
}

function columnsIn(written: string, count: number): (ImportField | null)[] {
  const words = written.split(',')
  const unknown = words.find((word) => word !== '-' && !importFields.includes(word as ImportField))
  if (unknown !== undefined || words.length > count) {
    throw new DomainError('invalid_input', { field: 'columns' })
  }
  return Array.from({ length: count }, (_, at) => {
    const word = words[at] ?? '-'
    return word === '-' ? null : (word as ImportField) // looked at above
  })
}

function reportOf({ header, rows }: Sheet, read: Read, { fresh, known, problems }: Judged): ImportReport {
  const all = [...read.problems, ...problems].toSorted((one, other) => one.line - other.line)
  return {
    columns: header.map((title, at) => ({
      header: title,
      field: read.columns[at] ?? null,
      samples: rows
        .map(({ cells }) => cells[at] ?? '')
        .filter((text) => text !== '')
        .slice(0, mostSamples)
        .map((text) => text.slice(0, 60)),
    })),
    lines: rows.length,
    fresh: fresh.length,
    known: known.length,
    openingMinor: fresh.reduce((sum, { openingMinor }) => sum + openingMinor, 0),
    currency: read.currency,
    problemLines: new Set(all.map(({ line }) => line)).size,
    problems: all.slice(0, mostProblems),
  }
}
