import type pg from 'pg'
import type { Allowance } from './allowances.ts'
import { catalogue } from './catalogue.ts'
import type { DatabaseKind, Finding, Lint, LintGiven } from './lint.ts'
import { fenceLints } from './lints/fence.ts'
import { grantLints } from './lints/grants.ts'
import { indexLints } from './lints/indexes.ts'
import { keyLints } from './lints/keys.ts'
import { objectLints } from './lints/objects.ts'
import { roleLints } from './lints/roles.ts'

export const lints: readonly Lint[] = [
  ...fenceLints,
  ...keyLints,
  ...indexLints,
  ...grantLints,
  ...objectLints,
  ...roleLints,
].sort((a, b) => a.id.localeCompare(b.id))

/** Runs every lint that holds for this kind of database; `client` is an admin's connection to it. */
export async function runLints(
  client: pg.Client,
  database: string,
  kind: DatabaseKind,
  given: LintGiven,
): Promise<{ checks: number; findings: Finding[]; used: Allowance[] }> {
  const applicable = lints.filter(({ on }) => on === 'both' || (on === 'control') === (kind === 'control'))
  const values = [given.webLogin, given.adminLogin, given.globalTables, given.kernelSql]
  const findings: Finding[] = []
  const used: Allowance[] = []
  for (const { id, reason, query } of applicable) {
    const { rows } = await client.query<{ object: string; sentence: string }>({
      text: catalogue + query,
      values,
    })
    for (const { object, sentence } of rows) {
      const allowance = given.allowances.find((each) => each.check === id && each.object === object)
      if (allowance) used.push(allowance)
      else findings.push({ check: id, database, object, sentence, reason })
    }
  }
  return { checks: applicable.length, findings, used }
}
