#!/usr/bin/env node
import { join } from 'node:path'
import { bringNode } from './launch/bring-node.mjs'
import { buildWeb } from './launch/build-web.mjs'
import { handOver } from './launch/hand-over.mjs'
import { installPackages } from './launch/install-packages.mjs'
import { explain, Refusal } from './launch/refusal.mjs'
import { root } from './launch/root.mjs'

// The command `tenantry`: prepares what is missing, then runs server/main.ts with the Node that fits.

const args = process.argv.slice(2)

try {
  const node = await bringNode()
  await installPackages()
  if (args[0] === 'start' && !args.includes('--help')) await buildWeb(node)
  await handOver(node, [join(root, 'server', 'main.ts'), ...args], process.cwd())
} catch (error) {
  process.stderr.write(`\n${error instanceof Refusal ? error.message : explain(error)}\n`)
  process.exitCode = 1
}
