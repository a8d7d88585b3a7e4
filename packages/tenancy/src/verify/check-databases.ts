import type pg from 'pg'
import { databaseNames, withAdmin } from '../admin.ts'
import { TenancyError } from '../errors.ts'
import { openTenancy } from '../tenancy.ts'
import { type Allowance, kernelAllowances } from './allowances.ts'
import { checkIdentity } from './identity.ts'
import { kernelSql } from './kernel-sql.ts'
import type { DatabaseKind, Finding, LintGiven } from './lint.ts'
import type { VerifyOptions } from './report.ts'
import { lints, runLints } from './run-lints.ts'

/** Runs the start-up check, every lint that applies in every database, and the comparison of identities and keys. */
export async function checkCatalogue(options: VerifyOptions, control: pg.Client) {
  const { adminUrl, onProgress = () => {} } = options
  const sql = await kernelSql()
  const given: Omit<LintGiven, 'kernelSql'> = {
    webLogin: loginOf(options.databaseUrl),
    adminLogin: loginOf(adminUrl),
    globalTables: options.globalTables ?? [],
    allowances: [...kernelAllowances, ...(options.allowances ?? [])],
  }
  const { rows } = await control.query<{ id: string; name: string; kind: DatabaseKind; key_id: number }>(
    'select id, name, kind, key_id from control.databases order by kind, name',
  )
  const findings: Finding[] = await checkStart(options)
  const used = new Set<Allowance>()
  let checks = 1
  let done = 0
  const work = async (client: pg.Client, name: string, kind: DatabaseKind) => {
    const result = await runLints(client, name, kind, {
      ...given,
      kernelSql: sql[kind === 'control' ? 'control' : 'data'],
    })
    findings.push(...result.findings)
    for (const allowance of result.used) used.add(allowance)
    checks += result.checks
    onProgress({ phase: 'catalogue', done: ++done, total: rows.length + 1 })
  }
  await work(control, databaseNames(adminUrl).control, 'control')
  await inParallel(4, rows, (row) =>
    withAdmin(adminUrl, row.name, async (client) => {
      await work(client, row.name, row.kind)
      findings.push(...(await checkIdentity(client, row, options.masterKey)))
      checks++
    }),
  )
  for (const allowance of given.allowances) {
    if (used.has(allowance)) continue
    findings.push({
      check: allowance.check,
      database: databaseNames(adminUrl).control,
      object: allowance.object,
      sentence: 'is allowed, but nothing needs that any more',
      reason: 'An allowance that outlives its object would hide the next one of that name.',
    })
  }
  return {
    counts: { rules: lints.length + 3, databases: rows.length + 1, checks, allowed: used.size },
    findings,
  }
}

/** Opens and closes the tenants' side, which refuses a login or a server that the fence does not hold with. */
async function checkStart({ databaseUrl, masterKey, adminUrl }: VerifyOptions): Promise<Finding[]> {
  try {
    const tenancy = await openTenancy({ databaseUrl, masterKey })
    await tenancy.close()
    return []
  } catch (error) {
    if (!(error instanceof TenancyError && ['login_too_strong', 'server_too_old'].includes(error.code)))
      throw error
    return [
      {
        check: 'D00',
        database: databaseNames(adminUrl).control,
        object: 'DATABASE_URL',
        sentence: error.message,
        reason: 'Row security would not hold; the server refuses to start like this.',
      },
    ]
  }
}

async function inParallel<T>(
  atOnce: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

export function loginOf(url: string): string {
  return decodeURIComponent(new URL(url).username)
}
