import pg from 'pg'
import type { Attempt, Verb } from './attempts.ts'
import type { ProbeTable } from './tables.ts'

/**
 * Every verb on a table that holds no tenants' rows, or that the fenced login cannot reach: it may at most be read. No
 * row is named, so that a grant too many changes nothing.
 */
export function grantAttemptsOn(table: ProbeTable): Attempt[] {
  return Object.entries(statementsFor(table)).map(([verb, sql]) => ({
    table: table.name,
    verb: verb as Verb, // the keys of statementsFor
    context: 'grants',
    token: undefined,
    sql,
    values: [],
    reason: 'What is shared by all tenants, or is none of their business, is not theirs to change.',
    judge: (outcome) => {
      if ('refused' in outcome) {
        return outcome.refused === '42501'
          ? undefined
          : `was refused with ${outcome.refused} (${outcome.message})`
      }
      return verb === 'select' && table.may.select ? undefined : 'was not refused: no grant should allow it'
    },
  }))
}

function statementsFor({ name, kind, columns }: ProbeTable): Partial<Record<Verb, string>> {
  const select = `select 1 from ${name} limit 1`
  if (kind === 'v') return { select }
  const first = columns.find(({ computed }) => !computed) ?? columns[0]!
  const column = pg.escapeIdentifier(first.name)
  return {
    select,
    insert: `insert into ${name} (${column}) select null::${first.type} where false`,
    update: `update ${name} set ${column} = null where false`,
    delete: `delete from ${name} where false`,
    truncate: `truncate ${name}`,
  }
}
