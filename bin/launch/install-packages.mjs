import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { networkSentence, runNpm } from './npm.mjs'
import { showStep } from './progress.mjs'
import { Refusal } from './refusal.mjs'
import { root } from './root.mjs'

/** Installs what package-lock.json says where node_modules holds something else. */
export async function installPackages() {
  if (findMissing().length === 0) return
  const end = showStep('Installing packages')
  try {
    await runNpm(root, ['ci'])
    const missing = findMissing()
    // npm leaves out what is optional and could not be fetched, and calls that a success.
    if (missing.length > 0) throw new Refusal(`${networkSentence} Missing: ${missing.slice(0, 5).join(', ')}`)
  } catch (error) {
    end('failed')
    throw error
  }
  end('done')
}

/** Compares with npm's own record, which npm writes last: a broken-off installation has none. */
function findMissing() {
  const wanted = readPackages(join(root, 'package-lock.json')) ?? {}
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json')) ?? {}
  return Object.entries(wanted)
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.link && isNeeded(entry))
    .filter(([path, { version, integrity }]) => {
      const found = installed[path]
      return found?.version !== version || found.integrity !== integrity
    })
    .map(([path]) => path.replace(/^.*node_modules\//, ''))
}

/** Optional packages are there for some platforms, and those of ours are needed as all others are. */
function isNeeded({ optional, os, cpu, libc }) {
  if (!optional) return true
  if (!os && !cpu) return false
  const fits = (list, own) => !list || [list].flat().includes(own)
  return fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, isMusl() ? 'musl' : 'glibc')
}

function isMusl() {
  return process.platform === 'linux' && !process.report?.getReport().header.glibcVersionRuntime
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
