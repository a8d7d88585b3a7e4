import { mkdirSync, writeFileSync } from 'node:fs'
import { arch, cpus, loadavg, totalmem } from 'node:os'

/** Writes what was measured to `bench/results/<name>.json`, with the machine it was measured on and what it had to do. */
export function saveReport(name: string, figures: object): void {
  mkdirSync('bench/results', { recursive: true })
  const machine = {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    arch: arch(),
    node: process.version,
  }
  const report = { measuredAt: new Date().toISOString(), machine, load: loadavg(), ...figures }
  writeFileSync(`bench/results/${name}.json`, `${JSON.stringify(report, null, 2)}\n`)
}
