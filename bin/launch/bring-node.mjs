import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodePackages } from './node-packages.mjs'
import { runNpm } from './npm.mjs'
import { showStep } from './progress.mjs'
import { Refusal } from './refusal.mjs'
import { own } from './root.mjs'

const folder = join(own, 'runtime')

/**
 * The Node that runs Tenantry: the one we run on where it runs TypeScript, else one from npm, kept in
 * `.tenantry/runtime`.
 */
export async function bringNode() {
  if (runsTypeScript(process.versions.node)) return process.execPath
  const wanted = packageOfPlatform()
  const node = programOf(folder, wanted)
  if (isBrought(wanted) && existsSync(node)) return node
  requireGlibc()
  return install(wanted)
}

/** Types are stripped without a flag from 22.18 and 23.6 on. */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)
}

async function install(wanted) {
  const end = showStep(`Bringing Node ${wanted.version}, for this is ${process.versions.node}`)
  const unfinished = `${folder}.${process.pid}`
  try {
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished, { recursive: true })
    writeLockfile(unfinished, wanted)
    await runNpm(unfinished, ['ci'])
    requireRunning(programOf(unfinished, wanted))
    writeFileSync(join(unfinished, 'brought'), wanted.integrity)
    rmSync(folder, { recursive: true, force: true })
    renameSync(unfinished, folder)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    // Another start, at the same time, was faster.
    if (isBrought(wanted)) return programOf(folder, wanted)
    end('failed')
    throw error
  }
  end('done')
  return programOf(folder, wanted)
}

/** An optional dependency that cannot be fetched is left out without a word; this one is not optional. */
function writeLockfile(place, { name, version, integrity }) {
  const project = { name: 'tenantry-runtime', version: '0.0.0', dependencies: { [name]: version } }
  const packages = { '': project, [`node_modules/${name}`]: { version, integrity } }
  const lock = { name: project.name, version: project.version, lockfileVersion: 3, requires: true, packages }
  writeFileSync(join(place, 'package.json'), JSON.stringify({ ...project, private: true }))
  writeFileSync(join(place, 'package-lock.json'), JSON.stringify(lock))
}

function isBrought({ integrity }) {
  const mark = join(folder, 'brought')
  return existsSync(mark) && readFileSync(mark, 'utf8') === integrity
}

function programOf(place, { name }) {
  return join(place, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

function packageOfPlatform() {
  const platform = `${process.platform}-${process.arch}`
  if (nodePackages[platform]) return nodePackages[platform]
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
