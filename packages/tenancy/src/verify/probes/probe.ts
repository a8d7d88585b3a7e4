import pg from 'pg'
import { withAdmin } from '../../admin.ts'
import type { FleetParts } from '../../fleet/parts.ts'
import { mainServer, type UrlOf } from '../../servers.ts'
import type { Placement, Tenant } from '../../tenant.ts'
import { kernelSql, tablesMadeIn } from '../kernel-sql.ts'
import type { Finding } from '../lint.ts'
import { type Attempt, attemptsOn, send } from './attempts.ts'
import { contextsOf } from './contexts.ts'
import { controlEscapes, dataEscapes, type Escape, tryEscape } from './escapes.ts'
import { grantAttemptsOn } from './grant-attempts.ts'
import { insertStatement, makeRow, NoRow, type Row } from './rows.ts'
import { inOrderOfReference, type ProbeTable, readTables } from './tables.ts'

export interface ProbeCounts {
  databases: number
  tables: number
  attempts: number
  /** Attempts of each context, and of ways out of the fence as `escape`. */
  contexts: Record<string, number>
}

interface ProbeGiven {
  parts: FleetParts
  /** The fenced login's URL of each server. */
  webUrlOf: UrlOf
}

/** Tries every table × verb × context in one data database, as the fenced login over a plain connection. */
export async function probeData(
  { parts, webUrlOf }: ProbeGiven,
  own: Tenant,
  foreign: Tenant,
): Promise<{ counts: ProbeCounts; findings: Finding[] }> {
  const here = own.placement
  const findings: Finding[] = []
  const report = (check: string, object: string, sentence: string, reason: string) =>
    findings.push({ check: `probe ${check}`, database: here.database, object, sentence, reason })
  const plan = await withAdmin(parts.urlOf(here.server).href, here.database, async (admin) => {
    const tables = await readTables(admin, parts.webLogin)
    return { tables, rows: await plantRows(admin, tables, [own.id, foreign.id], report) }
  })
  const counts: ProbeCounts = { databases: 1, tables: plan.tables.length, attempts: 0, contexts: {} }
  const count = (context: string) => {
    counts.attempts++
    counts.contexts[context] = (counts.contexts[context] ?? 0) + 1
  }
  await asWebLogin(webUrlOf, here, async (web) => {
    const { rows } = await web.query<{ now: number }>(
      'select extract(epoch from clock_timestamp())::float8 as now',
    )
    const contexts = contextsOf({
      masterKey: parts.masterKey,
      here,
      elsewhere: foreign.placement,
      own,
      foreign,
      now: rows[0]!.now,
    })
    for (const attempt of attemptsIn(plan, contexts, own.id, foreign.id)) {
      count(attempt.context)
      const wrong = attempt.judge(await send(web, attempt, own.id))
      if (wrong) report(attempt.context, `${attempt.verb} ${attempt.table}`, wrong, attempt.reason)
    }
    const first = plan.tables.find(({ hasTenant, may }) => hasTenant && may.select)?.name
    await tryAll(web, dataEscapes(first), count, report)
  })
  return { counts, findings }
}

/** Tries the ways to more power in the control database. */
export async function probeControl(
  { parts, webUrlOf }: ProbeGiven,
  control: pg.Client,
): Promise<{ counts: ProbeCounts; findings: Finding[] }> {
  const database = parts.names.control
  const tables = await readTables(control, parts.webLogin)
  const kernelTables = tablesMadeIn((await kernelSql()).control)
  const findings: Finding[] = []
  const counts: ProbeCounts = { databases: 1, tables: tables.length, attempts: 0, contexts: {} }
  const report = (check: string, object: string, sentence: string, reason: string) =>
    findings.push({ check: `probe ${check}`, database, object, sentence, reason })
  await asWebLogin(webUrlOf, { server: mainServer, database }, async (web) => {
    const count = (context: string) => {
      counts.attempts++
      counts.contexts[context] = (counts.contexts[context] ?? 0) + 1
    }
    await tryAll(web, controlEscapes(tables, kernelTables), count, report)
  })
  return { counts, findings }
}

type Report = (check: string, object: string, sentence: string, reason: string) => void

async function tryAll(
  web: pg.Client,
  escapes: readonly Escape[],
  count: (context: string) => void,
  report: Report,
) {
  for (const escape of escapes) {
    count('escape')
    const wrong = await tryEscape(web, escape)
    if (wrong) report('escape', escape.name, wrong, 'What the fenced login may do, injected SQL may do.')
  }
}

/** One row of each tenant in every tenant table that the fenced login can reach; without rows nothing would be proven. */
async function plantRows(
  admin: pg.Client,
  tables: readonly ProbeTable[],
  tenantIds: readonly string[],
  report: Report,
): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>()
  await admin.query('set role tenantry_maintenance')
  for (const tenantId of tenantIds) {
    const stored = new Map<string, Record<string, string | null>>()
    for (const table of inOrderOfReference(tables)) {
      if (!table.hasTenant || table.kind === 'v' || !Object.values(table.may).some(Boolean)) continue
      await admin.query('begin')
      try {
        const row = await makeRow(admin, table, tenantId, stored)
        const returned = table.columns.map(({ name }) => `${pg.escapeIdentifier(name)}::text`).join(', ')
        const inserted = await admin.query(`${insertStatement(table, row)} returning ${returned}`)
        await admin.query('commit')
        stored.set(table.name, inserted.rows[0])
        rows.set(`${table.name} ${tenantId}`, row)
      } catch (error) {
        await admin.query('rollback')
        if (!(error instanceof NoRow) && !(error instanceof pg.DatabaseError)) throw error
        report(
          'rows',
          table.name,
          `could not be probed: ${error.message}`,
          'What was not tried is not proven.',
        )
      }
    }
  }
  await admin.query('reset role')
  return rows
}

function* attemptsIn(
  { tables, rows }: { tables: readonly ProbeTable[]; rows: ReadonlyMap<string, Row> },
  contexts: ReturnType<typeof contextsOf>,
  ownId: string,
  foreignId: string,
): Generator<Attempt> {
  const canaryIds = [ownId, foreignId]
  for (const table of tables) {
    if (!table.hasTenant || !Object.values(table.may).some(Boolean)) {
      yield* grantAttemptsOn(table)
      continue
    }
    // Rows that could not be thought of were reported; the attempts would only say so again.
    const planted = canaryIds.every((id) => rows.has(`${table.name} ${id}`))
    if (!planted && table.kind !== 'v') continue
    for (const context of contexts) {
      yield* attemptsOn({
        table,
        context,
        ownId,
        canaryIds,
        row: rows.get(`${table.name} ${context.target.id}`),
      })
    }
  }
}

async function asWebLogin(
  webUrlOf: UrlOf,
  { server, database }: Pick<Placement, 'server' | 'database'>,
  work: (web: pg.Client) => Promise<void>,
): Promise<void> {
  await withAdmin(webUrlOf(server).href, database, async (web) => {
    // A statement that a broken fence lets through must not queue real tenants behind it.
    await web.query(`set lock_timeout = '2s'; set statement_timeout = '20s'`)
    await work(web)
  })
}
