import type pg from 'pg'
import { TenancyError } from '../errors.ts'
import { type FleetParts, readParts, withControl } from '../fleet/parts.ts'
import { type UrlOf, urlsOf } from '../servers.ts'
import { checkDatabases, loginOf } from './check-databases.ts'
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
  const parts = await readParts({ ...options, webLogin: loginOf(options.databaseUrl), steps: [] })
  const webUrlOf = urlsOf(options.databaseUrl, options.servers, 'databaseUrl')
  return withControl(parts, async (control) => {
    await beAlone(control)
    const catalogue = await timed(() => checkDatabases(options, parts, control))
    const leftovers = await removeCanaries(parts, webUrlOf, control)
    const probes = await timed(() => probeWithCanaries(options, parts, webUrlOf, control))
    const version = await control.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    )
    return {
      at: at.toISOString(),
      seconds: secondsSince(at.getTime()),
      server: new URL(options.databaseUrl).host,
      database: parts.names.control,
      postgres: version.rows[0]!.version,
      login: parts.webLogin,
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

async function probeWithCanaries(
  { onProgress = () => {} }: VerifyOptions,
  parts: FleetParts,
  webUrlOf: UrlOf,
  control: pg.Client,
) {
  const given = { parts, webUrlOf }
  const results: { counts: ProbeCounts; findings: Finding[] }[] = []
  const total = parts.servers.length + 2
  const advance = () => onProgress({ phase: 'probes', done: results.length, total })
  try {
    onProgress({ phase: 'canaries', done: 0, total: 1 })
    const { pools, silo } = await makeCanaries(parts)
    advance()
    results.push(await probeControl(given, control))
    advance()
    for (const pool of pools) {
      results.push(await probeData(given, pool, silo))
      advance()
    }
    results.push(await probeData(given, silo, pools[0]!))
    advance()
    return {
      counts: results.map(({ counts }) => counts).reduce(addCounts),
      findings: results.flatMap(({ findings }) => findings),
    }
  } finally {
    onProgress({ phase: 'removal', done: 0, total: 1 })
    await removeCanaries(parts, webUrlOf, control)
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
