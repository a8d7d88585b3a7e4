import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Tenancy, Tenant } from '@tenantry/tenancy'
import type { Command } from 'commander'
import type { FhirTables } from '#apps/clinic/fhir/fhir.tables.ts'
import { importFhir } from '#apps/clinic/fhir/import-fhir.ts'
import type { Import, ImportProblem } from '#apps/clinic/fhir/imports.contract.ts'
import { listImportProblems } from '#apps/clinic/fhir/imports.ts'
import { Refusal } from '../refusal.ts'
import type { Invocation } from './cli.ts'
import { exitCodes } from './explain.ts'
import { showProgress } from './progress-bar.ts'
import { formatTable } from './table.ts'
import type { Terminal } from './terminal.ts'
import { withDatabase, withTenancy } from './with-fleet.ts'

interface ImportOptions {
  tenant: string
  source?: string
  json?: boolean
}

const actor = { kind: 'system', name: 'import fhir' } as const
const shownProblems = 20

export function addImportCommand(program: Command, invocation: Invocation) {
  program
    .command('import')
    .description('bring records in')
    .command('fhir <path>')
    .description(
      'import FHIR R4 records: .json, .ndjson, .zip, .tar.gz or a folder; stopped, it goes on from there',
    )
    .requiredOption('--tenant <slug>', 'the clinic they belong to')
    .option('--source <name>', 'the system they come from: ids mean the same within one source only')
    .option('--json', 'print the result as JSON')
    .action((path: string, options: ImportOptions) => importRecords(invocation, path, options))
}

async function importRecords(invocation: Invocation, path: string, options: ImportOptions) {
  const { terminal } = invocation
  const file = resolve(terminal.folder, path)
  // Before anything is begun: what cannot be found is no import.
  if (!existsSync(file)) throw new Refusal(`There is no ${file}.`)
  const { done, problems } = await withDatabase(terminal, 'import fhir', (parts) =>
    withTenancy(parts, async (tenancy) => {
      const tenant = findClinic(tenancy, options.tenant)
      const db = tenancy.tables<FhirTables>()
      const finished = await importWatched(terminal, (signal, onProgress) =>
        importFhir(db, tenant, actor, file, {
          ...(options.source && { source: options.source }),
          signal,
          onProgress,
        }),
      )
      const { items } = await db.read(tenant, actor, (reader) =>
        listImportProblems(reader, { importId: finished.id, limit: shownProblems }),
      )
      return { done: finished, problems: items }
    }),
  )
  invocation.exitCode = exitCodeOf(done)
  terminal.print(
    options.json ? JSON.stringify({ ...done, firstProblems: problems }, null, 2) : describe(done, problems),
  )
}

/** Ctrl-C stops after the bundle that is being written; the same command goes on behind it. */
async function importWatched(
  terminal: Terminal,
  work: (signal: AbortSignal, onProgress: (progress: Import) => void) => Promise<Import>,
) {
  const stopping = new AbortController()
  const stop = () => stopping.abort(new Refusal('Stopped. The same command goes on from here.'))
  const bar = showProgress(terminal, 'Records')
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    return await work(stopping.signal, (progress) => bar.update(progress.share, progressText(progress)))
  } finally {
    bar.end()
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

function findClinic(tenancy: Tenancy, slug: string): Tenant {
  const tenant = tenancy.directory.bySlug(slug)
  if (!tenant) throw new Refusal(`There is no tenant "${slug}"; "tenantry tenant list" shows all.`)
  if (tenant.app !== 'clinic') throw new Refusal(`"${slug}" is no clinic: health records belong to clinics.`)
  return tenant
}

function progressText({ state, read, rate, secondsLeft }: Import) {
  if (state === 'waiting') return 'waiting for another import of this clinic'
  const pace = rate === null ? '' : ` · ${Math.round(rate)}/s`
  const left = secondsLeft === null ? '' : ` · ${Math.ceil(secondsLeft)} s left`
  return `${read} resources${pace}${left}`
}

function exitCodeOf({ state, failed, problems }: Import) {
  if (state !== 'done') return exitCodes.failed
  return failed > 0 || problems > 0 ? exitCodes.partly : exitCodes.done
}

function describe(done: Import, problems: ImportProblem[]) {
  const rows = [...done.types, { ...done, type: 'All' }].map(
    ({ type, read, created, updated, unchanged, failed }) =>
      [type, read, created, updated, unchanged, failed].map(String),
  )
  const lines = problems.map(({ path, entry, type, reason }) => {
    const place = [path, entry === null ? '' : `entry ${entry}`, type ?? ''].filter(Boolean).join(', ')
    return `  ${place}: ${reason}`
  })
  return [
    formatTable([['Type', 'Read', 'Created', 'Updated', 'Unchanged', 'Failed'], ...rows]),
    '',
    outcome(done),
    ...(done.problems > 0 ? [`${done.problems} problems, the first of them:`, ...lines] : []),
  ].join('\n')
}

function outcome({ name, state, reason, bundles, startedAt, finishedAt }: Import) {
  if (state !== 'done') return `${name}: ${state}${reason ? `, ${reason}` : ''}`
  const seconds = startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : 0
  return `${name}: done, ${bundles} bundles in ${seconds.toFixed(1)} s`
}
