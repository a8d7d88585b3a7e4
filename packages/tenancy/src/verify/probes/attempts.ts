import pg from 'pg'
import type { ProbeContext } from './contexts.ts'
import { insertStatement, type Row, withFreshIds } from './rows.ts'
import type { ProbeTable } from './tables.ts'

export type Verb = 'select' | 'insert' | 'update' | 'move' | 'delete' | 'truncate'

/** One statement as the fenced login sends it, and what must come of it. */
export interface Attempt {
  table: string
  verb: Verb
  context: string
  /** Set before the statement, in the same transaction. */
  token: string | undefined
  sql: string
  values: unknown[]
  /** Undefined where it is as it must be, else what is wrong with the outcome. */
  judge(outcome: Outcome): string | undefined
  reason: string
}

/** Rows read or changed, or the refusal. */
type Outcome = { rows: number; strangers: number } | { refused: string; message: string }

interface Given {
  table: ProbeTable
  context: ProbeContext
  ownId: string
  canaryIds: readonly string[]
  /** A row as the context's target would insert it. */
  row: Row | undefined
}

const denied = '42501'
/** The row was refused by a key after the fence had let it through: an insert of the same row twice, a referred row. */
const pastTheFence = ['23505', '23P01', '23503', '23001']

/** Every verb on one tenant table in one context. */
export function attemptsOn(given: Given): Attempt[] {
  const verbs: Verb[] =
    given.table.kind === 'v' ? ['select'] : ['select', 'insert', 'update', 'delete', 'truncate']
  if (given.context.name === 'foreign' && given.table.kind !== 'v') verbs.push('move')
  return verbs.map((verb) => attempt(given, verb))
}

function attempt(given: Given, verb: Verb): Attempt {
  const { table, context } = given
  const open = isOpen(table, verb)
  return {
    table: table.name,
    verb,
    context: context.name,
    token: context.token,
    ...statementOf(given, verb),
    judge: (outcome) => judge(given, verb, open, outcome),
    reason: verb === 'truncate' ? 'Row security does not apply to TRUNCATE.' : context.reason,
  }
}

/** Whether grants let the fenced login come as far as the fence with this verb. */
function isOpen({ may, columns }: ProbeTable, verb: Verb): boolean {
  const tenant = columns.find(({ name }) => name === 'tenant_id')!
  if (verb === 'truncate') return false
  if (verb === 'insert') return may.insert
  if (verb === 'move') return tenant.mayUpdate && tenant.maySelect
  return may[verb] && tenant.maySelect
}

function statementOf(
  { table, context, ownId, canaryIds, row }: Given,
  verb: Verb,
): { sql: string; values: unknown[] } {
  const { name } = table
  // Only canaries' rows are named, so that a broken fence costs no real tenant a lock.
  const whose = context.name === 'own' ? canaryIds : [context.target.id]
  switch (verb) {
    case 'select':
      return context.name === 'foreign'
        ? { sql: `select tenant_id from ${name} where tenant_id <> $1 limit 1`, values: [ownId] }
        : { sql: `select tenant_id from ${name} where tenant_id = any($1)`, values: [whose] }
    case 'insert':
      return { sql: row ? insertStatement(table, withFreshIds(table, row)) : emptyInsert(table), values: [] }
    case 'update': {
      const column = pg.escapeIdentifier(columnToUpdate(table))
      return { sql: `update ${name} set ${column} = ${column} where tenant_id = any($1)`, values: [whose] }
    }
    case 'move':
      return {
        sql: `update ${name} set tenant_id = $1 where tenant_id = $2`,
        values: [context.target.id, ownId],
      }
    case 'delete':
      return { sql: `delete from ${name} where tenant_id = any($1)`, values: [whose] }
    case 'truncate':
      return { sql: `truncate ${name}`, values: [] }
  }
}

/** Asks for the right to insert without inserting anything. */
function emptyInsert({ name, columns }: ProbeTable): string {
  const { name: column, type } = columns.find(({ computed }) => !computed) ?? columns[0]!
  return `insert into ${name} (${pg.escapeIdentifier(column)}) select null::${type} where false`
}

function columnToUpdate({ columns }: ProbeTable): string {
  const plain = columns.filter(({ computed, name }) => !computed && name !== 'tenant_id')
  const allowed = plain.find(({ mayUpdate, maySelect }) => mayUpdate && maySelect)
  return (allowed ?? plain[0] ?? columns[0]!).name
}

function judge({ table, context }: Given, verb: Verb, open: boolean, outcome: Outcome): string | undefined {
  if ('refused' in outcome) {
    if (outcome.refused === (open ? context.refusedWith : denied)) return undefined
    if (open && context.name === 'own' && pastTheFence.includes(outcome.refused) && verb !== 'select')
      return undefined
    if (
      open &&
      context.name === 'foreign' &&
      outcome.refused === denied &&
      (verb === 'insert' || verb === 'move')
    )
      return undefined
    return `was refused with ${outcome.refused} (${outcome.message}), not as it should be`
  }
  if (!open) return `was not refused: no grant should allow it`
  // A view may be empty for reasons of its own, and then asks nobody for a context.
  if (table.kind === 'v') return outcome.strangers > 0 ? `answered another tenant’s rows` : undefined
  if (context.refusedWith) return `was not refused: ${outcome.rows} rows answered or changed`
  if (context.name === 'foreign') {
    return outcome.rows > 0 ? `reached ${outcome.rows} rows of another tenant` : undefined
  }
  if (outcome.strangers > 0) return `answered ${outcome.strangers} rows of another tenant`
  return outcome.rows === 0 ? 'did not reach the tenant’s own row' : undefined
}

/** Sends one statement in a transaction that is rolled back whatever comes of it. */
export async function send(web: pg.Client, { token, sql, values }: Attempt, ownId: string): Promise<Outcome> {
  await web.query('begin')
  try {
    if (token !== undefined) await web.query(`select set_config('fence.context', $1, true)`, [token])
    const { rows, rowCount } = await web.query<{ tenant_id?: string }>(sql, values)
    const strangers = rows.filter((row) => row.tenant_id !== undefined && row.tenant_id !== ownId)
    return { rows: rowCount ?? 0, strangers: strangers.length }
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    return { refused: error.code ?? '', message: error.message }
  } finally {
    await web.query('rollback')
  }
}
