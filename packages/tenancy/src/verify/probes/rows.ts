import pg from 'pg'
import { candidatesOf } from './candidates.ts'
import type { ProbeCheck, ProbeColumn, ProbeTable } from './tables.ts'

/** A row's columns and what stands in them, as SQL. */
export type Row = ReadonlyMap<string, string>

/** What stands in the rows that were made before, by table and column: what foreign keys refer to. */
type Stored = ReadonlyMap<string, Readonly<Record<string, string | null>>>

/** Enough for any table met so far; a table that needs more is reported. */
const maxEvaluations = 3_000

/** A table whose row could not be thought of. */
export class NoRow extends Error {}

/**
 * Makes up a row for one tenant from the catalogue alone: foreign keys refer to the rows made before, and values are
 * tried against the table's checks, evaluated by the database without inserting. Throws `NoRow`.
 */
export async function makeRow(
  client: pg.Client,
  table: ProbeTable,
  tenantId: string,
  stored: Stored,
): Promise<Row> {
  const columns = table.columns.filter(({ computed }) => !computed)
  const { fixed, offered } = referredValues(table, tenantId, stored)
  const given = new Set(
    table.may.insert ? columns.filter((c) => c.mayInsert).map((c) => c.name) : columns.map((c) => c.name),
  )
  const candidates = new Map<string, string[]>()
  const row = new Map<string, string>()
  for (const column of columns) {
    const { name } = column
    const all = fixed.has(name)
      ? [fixed.get(name)!]
      : (offered.get(name) ?? candidatesOf(column, checksOn(table, name)))
    const usable = given.has(name) || fixed.has(name) ? all : [withoutBeingGiven(column)]
    candidates.set(name, usable)
    row.set(name, fixed.get(name) ?? firstOf(column, usable))
  }
  const found = await satisfyChecks(client, table, row, candidates)
  return new Map([...found].filter(([name]) => given.has(name)))
}

/** Null or the default where that is allowed: a short row is a likely one. */
function firstOf(column: ProbeColumn, usable: string[]): string {
  if (!column.required) return `null::${column.type}`
  return column.default ? withoutBeingGiven(column) : usable[0]!
}

/** What PostgreSQL puts into a column that an insert does not name. */
function withoutBeingGiven({ default: value, type }: ProbeColumn): string {
  return value ? `(${value})::${type}` : `null::${type}`
}

/** Columns that must refer to a row made before, and what others may hold: such a row, or nothing. */
function referredValues(table: ProbeTable, tenantId: string, stored: Stored) {
  const fixed = new Map<string, string>()
  const offered = new Map<string, string[]>()
  const types = new Map(table.columns.map(({ name, type }) => [name, type]))
  const required = new Set(table.columns.filter((column) => column.required).map(({ name }) => name))
  for (const { columns, table: parent, to } of table.references) {
    const values = stored.get(parent)
    const must = columns.some((name) => name !== 'tenant_id' && required.has(name))
    if (must && !values) throw new NoRow(`it refers to ${parent}, which has no row to refer to`)
    for (const [i, name] of columns.entries()) {
      const value = values?.[to[i]!]
      const type = types.get(name)!
      const literal = value == null ? undefined : `${pg.escapeLiteral(value)}::${type}`
      if (must && literal) fixed.set(name, literal)
      else if (!must) offered.set(name, [...(literal ? [literal] : []), `null::${type}`])
    }
  }
  return { fixed: fixed.set('tenant_id', `${pg.escapeLiteral(tenantId)}::uuid`), offered }
}

async function satisfyChecks(
  client: pg.Client,
  table: ProbeTable,
  first: Map<string, string>,
  candidates: ReadonlyMap<string, string[]>,
): Promise<Row> {
  let evaluations = 0
  const broken = async (row: Row) => {
    if (++evaluations > maxEvaluations) throw new NoRow(`no values were found for its checks`)
    return brokenChecks(client, table.checks, row)
  }
  let row: Row = first
  let failing = await broken(row)
  while (failing.length > 0) {
    const better = await findBetter(row, failing, candidates, broken)
    if (!better) {
      const names = failing.map(({ name }) => name).join(', ')
      throw new NoRow(`no values were found for its check ${names}`)
    }
    row = better.row
    failing = better.failing
  }
  return row
}

/** Changes one column of a broken check, or else two, so that fewer checks are broken. */
async function findBetter(
  row: Row,
  failing: readonly ProbeCheck[],
  candidates: ReadonlyMap<string, string[]>,
  broken: (row: Row) => Promise<ProbeCheck[]>,
): Promise<{ row: Row; failing: ProbeCheck[] } | undefined> {
  const changesOf = ({ columns }: ProbeCheck) =>
    columns.map((name) => (candidates.get(name) ?? []).map((value) => [name, value] as const))
  const attempts = function* () {
    for (const check of failing)
      for (const column of changesOf(check)) for (const change of column) yield [change]
    for (const check of failing) {
      const changes = changesOf(check)
      for (const [i, one] of changes.entries()) {
        for (const other of changes.slice(i + 1)) for (const a of one) for (const b of other) yield [a, b]
      }
    }
  }
  for (const attempt of attempts()) {
    const changed = new Map([...row, ...attempt])
    const left = await broken(changed)
    if (left.length < failing.length) return { row: changed, failing: left }
  }
  return undefined
}

/** A check that cannot be evaluated on a value (text that is no number, say) counts as broken. */
async function brokenChecks(
  client: pg.Client,
  checks: readonly ProbeCheck[],
  row: Row,
): Promise<ProbeCheck[]> {
  if (checks.length === 0) return []
  const values = [...row].map(([name, value]) => `${value} as ${pg.escapeIdentifier(name)}`).join(', ')
  const results = checks.map(({ expression }, i) => `(${expression}) is not false as c${i}`).join(', ')
  await client.query('savepoint guess')
  try {
    const { rows } = await client.query<Record<string, boolean>>(
      `select ${results} from (select ${values}) as row`,
    )
    return checks.filter((_, i) => !rows[0]![`c${i}`])
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    return [...checks]
  } finally {
    await client.query('rollback to savepoint guess')
  }
}

function checksOn(table: ProbeTable, column: string): string[] {
  return table.checks.filter(({ columns }) => columns.includes(column)).map(({ expression }) => expression)
}

export function insertStatement(table: ProbeTable, row: Row): string {
  const names = [...row.keys()].map((name) => pg.escapeIdentifier(name)).join(', ')
  return `insert into ${table.name} (${names}) values (${[...row.values()].join(', ')})`
}

/** The same row under ids of its own, where nothing refers to them. */
export function withFreshIds(table: ProbeTable, row: Row): Row {
  const referring = new Set(table.references.flatMap(({ columns }) => columns))
  const isOwnId = (name: string) =>
    name !== 'tenant_id' &&
    !referring.has(name) &&
    table.columns.some((column) => column.name === name && column.type === 'uuid')
  return new Map([...row].map(([name, value]) => [name, isOwnId(name) ? 'gen_random_uuid()' : value]))
}
