import { bringNode } from './launch/bring-node.mjs'
import { buildWeb } from './launch/build-web.mjs'
import { runChecks } from './launch/check.mjs'
import { handOver } from './launch/hand-over.mjs'
import { installPackages } from './launch/install-packages.mjs'
import { explain, Refusal } from './launch/refusal.mjs'

// Runs on any Node from 18 on, before anything is installed: plain JavaScript, nothing but what Node brings.

const usage = `npm start [-- --no-demo]   start Tenantry
npm run dev                start it, and again after every change
npm test [-- <file>]       all tests, or one file's
npm run check              format, lint, types and boundaries
npm run bench              benchmarks`

/** What each command needs before it runs, and what it hands over to. */
const commands = {
  start: { web: true, run: (node, args) => handOver(node, ['server/main.ts', 'start', ...args]) },
  dev: { web: true, run: (node, args) => handOver(node, ['bin/launch/dev.mjs', ...args]) },
  test: {
    web: true,
    run: (node, args) => handOver(node, ['node_modules/vitest/vitest.mjs', 'run', ...args]),
  },
  check: { web: false, run: runChecks },
  bench: { web: true, run: (node, args) => handOver(node, ['bench/run.ts', ...args]) },
  mutants: { web: false, run: (node, args) => handOver(node, ['test/mutants/run.ts', ...args]) },
}

const [name = '', ...args] = process.argv.slice(2)
const command = commands[name]

if (!command) {
  process.stderr.write(`${usage}\n`)
  process.exitCode = 2
} else {
  try {
    const node = await bringNode()
    await installPackages()
    if (command.web) await buildWeb(node)
    await command.run(node, args)
  } catch (error) {
    process.stderr.write(`\n${error instanceof Refusal ? error.message : explain(error)}\n`)
    process.exitCode = 1
  }
}
