import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './npm.mjs'
import { showStep } from './progress.mjs'
import { root } from './root.mjs'

/** Installs what package-lock.json says where node_modules holds something else. */
export async function installPackages() {
  if (isInstalled()) return
  const end = showStep('Installing packages')
  try {
    await runNpm(root, ['ci'])
  } catch (error) {
    end('failed')
    throw error
  }
  end('done')
}

/** Compares with npm's own record, which npm writes last: a broken-off installation has none. */
function isInstalled() {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (!wanted || !installed) return false
  for (const [path, { version, integrity, optional, link }] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/') || link) continue
    const found = installed[path]
    // Other platforms' packages are not there, and that is right.
    if (!found && optional) continue
    if (found?.version !== version || found.integrity !== integrity) return false
  }
  return true
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
