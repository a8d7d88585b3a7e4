import { parseArgs } from 'node:util'

/** Each benchmark is a module with `run`; started one after the other, since they share the machine. */
const benchmarks: Record<string, () => Promise<{ run(options: BenchOptions): Promise<void> }>> = {
  http: () => import('./http/http.ts'),
  crowd: () => import('./crowd/crowd.ts'),
  identity: () => import('./identity/identity.ts'),
  search: () => import('./search/search.ts'),
  chart: () => import('./chart/chart.ts'),
  audit: () => import('./audit/audit.ts'),
  jobs: () => import('./jobs/jobs.ts'),
  realtime: () => import('./realtime/realtime.ts'),
  ledger: () => import('./ledger/ledger.ts'),
  store: () => import('./store/store.ts'),
  fleet: () => import('./fleet/fleet.ts'),
  healing: () => import('./fleet/healing.ts'),
}

export interface BenchOptions {
  /** Small numbers, for a look in a minute; the figures that count are the full ones. */
  quick: boolean
  /** A folder in which what took long to fill is left for the next run. */
  keep?: string | undefined
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, keep: { type: 'string' } },
})
const unknown = positionals.filter((name) => !(name in benchmarks))
if (unknown.length > 0) {
  process.stderr.write(
    `No benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}\n`,
  )
  process.exit(2)
}
for (const name of positionals.length > 0 ? positionals : Object.keys(benchmarks)) {
  const { run } = await benchmarks[name]!()
  await run({ quick: values.quick, keep: values.keep })
}
