import type pg from 'pg'
import { withAdmin } from '../admin.ts'
import { type DatabaseRecord, selectDatabases } from '../fleet/databases.ts'
import { inParallel } from '../fleet/in-parallel.ts'
import { type FleetParts, withData } from '../fleet/parts.ts'
import { findLoginFault, loginFacts, type LoginFacts } from '../login-check.ts'
import { urlsOf } from '../servers.ts'
import { type Allowance, kernelAllowances } from './allowances.ts'
import { checkIdentity } from './identity.ts'
import { kernelSql } from './kernel-sql.ts'
import type { DatabaseKind, Finding, LintGiven } from './lint.ts'
import type { VerifyOptions } from './report.ts'
import { lints, runLints } from './run-lints.ts'

/** The start-up check on every server, every lint that applies in every database, and their identities and keys. */
export async function checkDatabases(options: VerifyOptions, parts: FleetParts, control: pg.Client) {
  const { onProgress = () => {} } = options
  const sql = await kernelSql()
  const given: Omit<LintGiven, 'kernelSql'> = {
    webLogin: loginOf(options.databaseUrl),
    adminLogin: loginOf(options.adminUrl),
    globalTables: options.globalTables ?? [],
    allowances: [...kernelAllowances, ...(options.allowances ?? [])],
  }
  const recorded = await control.query<DatabaseRecord>(
    `${selectDatabases} where d.state <> 'making' order by d.kind, d.server, d.name`,
  )
  const isReachable = ({ server }: DatabaseRecord) => parts.servers.includes(server)
  const rows = recorded.rows.filter(isReachable)
  const findings: Finding[] = [
    ...(await checkLogins(options, parts)),
    ...recorded.rows.filter((row) => !isReachable(row)).map(unseen),
  ]
  const used = new Set<Allowance>()
  let checks = parts.servers.length
  let done = 0
  const work = async (client: pg.Client, name: string, kind: DatabaseKind) => {
    const kernel = sql[kind === 'control' ? 'control' : 'data']
    const result = await runLints(client, name, kind, { ...given, kernelSql: kernel })
    findings.push(...result.findings)
    for (const allowance of result.used) used.add(allowance)
    checks += result.checks
    onProgress({ phase: 'catalogue', done: ++done, total: rows.length + 1 })
  }
  await work(control, parts.names.control, 'control')
  await inParallel(rows, (row) =>
    withData(parts, row, async (client) => {
      await work(client, row.name, row.kind)
      findings.push(...(await checkIdentity(client, row, parts)))
      checks += 3
    }),
  )
  findings.push(...given.allowances.filter((each) => !used.has(each)).map((each) => outlived(each, parts)))
  return {
    // The logins, identities, keys, releases and servers are looked at besides.
    counts: { rules: lints.length + 5, databases: rows.length + 1, checks, allowed: used.size },
    findings,
  }
}

function unseen({ server, name }: DatabaseRecord): Finding {
  return {
    check: 'D04',
    database: name,
    object: `server ${server}`,
    sentence: 'is not configured here: the database could not be looked at',
    reason: 'What was not looked at is not proven.',
  }
}

function outlived({ check, object }: Allowance, parts: FleetParts): Finding {
  return {
    check,
    database: parts.names.control,
    object,
    sentence: 'is allowed, but nothing needs that any more',
    reason: 'An allowance that outlives its object would hide the next one of that name.',
  }
}

/** Roles and versions are a server's own: what the start refuses of the first one is looked for on all. */
async function checkLogins(options: VerifyOptions, { servers, names }: FleetParts): Promise<Finding[]> {
  const urlOf = urlsOf(options.databaseUrl, options.servers, 'databaseUrl')
  const findings: Finding[] = []
  for (const server of servers) {
    const facts = await withAdmin(
      urlOf(server).href,
      server === 'main' ? names.control : names.pool,
      async (web) => {
        const { rows } = await web.query<LoginFacts>(loginFacts)
        return rows[0]!
      },
    )
    const fault = findLoginFault(facts)
    if (!fault) continue
    findings.push({
      check: 'D00',
      database: names.control,
      object: `the fenced login on ${server}`,
      sentence: fault.message,
      reason: 'Row security would not hold; a server refuses to start like this.',
    })
  }
  return findings
}

export function loginOf(url: string): string {
  return decodeURIComponent(new URL(url).username)
}
