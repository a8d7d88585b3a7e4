import type pg from 'pg'
import { databaseNames, withAdmin } from '../admin.ts'
import { TenancyError } from '../errors.ts'
import { checkCatalogue, loginOf } from './check-databases.ts'
import type { Finding } from './lint.ts'
import { makeCanaries, removeCanaries } from './probes/canaries.ts'
import { type ProbeCounts, probeControl, probeData } from './probes/probe.ts'
import type { VerifyOptions, VerifyReport } from './report.ts'

/**
 * Proves on the live system that the fence stands: every rule of the schema in every database, and every table × verb ×
 * context tried as the fenced login on two canary tenants, which are removed whatever happens. Throws where it could not
 * be done; what it found is in the report.
 */
export async function verifyFleet(options: VerifyOptions): Promise<VerifyReport> {
  const at = new Date()
  const { adminUrl } = options
  const names = databaseNames(adminUrl)
  return withAdmin(adminUrl, names.control, async (control) => {
    await beAlone(control)
    const catalogue = await timed(() => checkCatalogue(options, control))
    const leftovers = await removeCanaries(options, options.databaseUrl, control)
    const probes = await timed(() => probeWithCanaries(options, control))
    const version = await control.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    )
    return {
      at: at.toISOString(),
      seconds: secondsSince(at.getTime()),
      server: new URL(options.databaseUrl).host,
      database: names.control,
      postgres: version.rows[0]!.version,
      login: loginOf(options.databaseUrl),
      lints: { ...catalogue.result.counts, seconds: catalogue.seconds },
      probes: { ...probes.result.counts, seconds: probes.seconds },
      leftovers,
      findings: [...catalogue.result.findings, ...probes.result.findings].sort(byCheck),
    }
  })
}

/** Two runs at once would remove each other's canaries. The lock goes with the connection. */
async function beAlone(control: pg.Client): Promise<void> {
  const { rows } = await control.query<{ alone: boolean }>(
    `select pg_try_advisory_lock(hashtextextended('tenantry verify', 0)) as alone`,
  )
  if (!rows[0]!.alone) throw new TenancyError('busy', 'another verify runs on this deployment')
}

async function probeWithCanaries(options: VerifyOptions, control: pg.Client) {
  const { databaseUrl, onProgress = () => {} } = options
  const given = { ...options, webLogin: loginOf(databaseUrl) }
  const database = databaseNames(options.adminUrl).control
  try {
    onProgress({ phase: 'canaries', done: 0, total: 2 })
    const { pool, silo } = await makeCanaries(options)
    onProgress({ phase: 'probes', done: 0, total: 3 })
    const results = [await probeControl(given, control, database)]
    onProgress({ phase: 'probes', done: 1, total: 3 })
    results.push(await probeData(given, pool, silo))
    onProgress({ phase: 'probes', done: 2, total: 3 })
    results.push(await probeData(given, silo, pool))
    onProgress({ phase: 'probes', done: 3, total: 3 })
    return {
      counts: results.map(({ counts }) => counts).reduce(addCounts),
      findings: results.flatMap(({ findings }) => findings),
    }
  } finally {
    onProgress({ phase: 'removal', done: 0, total: 1 })
    await removeCanaries(options, databaseUrl, control)
  }
}

/** By check, object and database, so that two reports of one state are the same. */
function byCheck(a: Finding, b: Finding): number {
  const keyOf = ({ check, object, database }: Finding) => `${check} ${object} ${database}`
  return keyOf(a).localeCompare(keyOf(b))
}

function addCounts(a: ProbeCounts, b: ProbeCounts): ProbeCounts {
  const contexts = { ...a.contexts }
  for (const [name, count] of Object.entries(b.contexts)) contexts[name] = (contexts[name] ?? 0) + count
  return {
    databases: a.databases + b.databases,
    tables: a.tables + b.tables,
    attempts: a.attempts + b.attempts,
    contexts,
  }
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const began = Date.now()
  return { result: await work(), seconds: secondsSince(began) }
}

function secondsSince(began: number): number {
  return Math.round((Date.now() - began) / 10) / 100
}
