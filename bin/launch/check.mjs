import { runForeground } from './hand-over.mjs'

const checks = [
  ['Format', ['node_modules/@biomejs/biome/bin/biome', 'format', '.']],
  ['Lint', ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings']],
  ['Types', ['node_modules/typescript/bin/tsc', '--project', '.']],
  ['Boundaries', ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/check.config.ts']],
]

/** Runs every check, so that one fault does not hide the next. */
export async function runChecks(node) {
  const failed = []
  for (const [name, args] of checks) {
    process.stderr.write(`\n${name}\n`)
    const { code } = await runForeground(node, args)
    if (code !== 0) failed.push(name)
  }
  process.stderr.write(failed.length > 0 ? `\nNot good: ${failed.join(', ')}\n` : '\nAll good\n')
  process.exitCode = failed.length > 0 ? 1 : 0
}
