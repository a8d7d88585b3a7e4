import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toolEnvironment } from './hand-over.mjs'
import { showStep } from './progress.mjs'
import { Refusal } from './refusal.mjs'
import { own, root } from './root.mjs'
import { runQuietly } from './run-quietly.mjs'

/** Whatever may reach the browser; the rules that keep servers' files out of it are a test's business. */
const folders = ['web', 'contract', 'platform', 'apps', 'owner']
const files = ['vite.config.ts', 'tsconfig.json', 'package-lock.json']
const foreign = /(^|\/)(node_modules|dist|migrations)(\/|$)|\.(test|routes|tables|module)\.tsx?$|\.(sql|md)$/

/** Builds the web app where its sources are not the ones it was built from. */
export async function buildWeb(node) {
  const output = join(root, 'web', 'dist')
  const record = join(output, '.sources')
  const sources = hashSources()
  if (existsSync(record) && readFileSync(record, 'utf8') === sources) return
  const end = showStep('Building the web app')
  // Built beside and swapped, so that a server which runs meanwhile never serves half of it.
  const unfinished = join(own, `web.${process.pid}`)
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const args = [vite, 'build', '--outDir', unfinished, '--emptyOutDir', '--logLevel', 'warn']
  const result = await runQuietly(node, args, { cwd: root, env: toolEnvironment(node) })
  if (!result.succeeded) {
    rmSync(unfinished, { recursive: true, force: true })
    end('failed')
    throw new Refusal(`The web app could not be built:\n${result.output.trim()}`)
  }
  writeFileSync(join(unfinished, '.sources'), sources)
  rmSync(output, { recursive: true, force: true })
  renameSync(unfinished, output)
  end('done')
}

function hashSources() {
  const hash = createHash('sha256')
  for (const path of [...folders.flatMap(listFiles), ...files].sort()) {
    const file = join(root, path)
    if (existsSync(file)) hash.update(path).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

function listFiles(folder) {
  if (foreign.test(folder) || !existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return listFiles(path)
    return entry.isFile() && !foreign.test(path) ? [path] : []
  })
}
