import { existsSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { Refusal } from './refusal.mjs'
import { runQuietly } from './run-quietly.mjs'

/** Runs npm in a folder, patient with a slow network and quick to notice that there is none. */
export async function runNpm(folder, args) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=warn']
  const patience = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=8000']
  const all = [npmScript(), ...args, ...quiet, ...patience]
  const result = await runQuietly(process.execPath, all, { cwd: folder, env: npmEnvironment() })
  // npm unpacks on a full disk, warns, and calls half a package a success.
  const full = /ENOSPC|EDQUOT/.test(result.output)
  if (!result.succeeded || full) throw new Refusal(explainNpm(result.output))
}

/** npm's own script, run by the Node it came with: the npm that called us, or the one beside Node. */
function npmScript() {
  const caller = process.env.npm_execpath
  if (caller && basename(caller) === 'npm-cli.js' && existsSync(caller)) return caller
  const home = dirname(process.execPath)
  const folders = [join(home, '..', 'lib'), home, ...pathFolders().map((folder) => join(folder, '..', 'lib'))]
  for (const folder of folders) {
    const script = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')
    if (existsSync(script)) return script
  }
  throw new Refusal('npm was not found: install it (it comes with Node) and start again with "npm start".')
}

function pathFolders() {
  return (process.env.PATH ?? '').split(delimiter).filter(Boolean)
}

/** What the calling npm was told about its own command must not reach this one. */
function npmEnvironment() {
  const foreign =
    /^npm_(command|lifecycle_|package_)|^npm_config_(local_prefix|workspace|prefix|omit|include|call)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

export const networkSentence =
  'The packages could not be fetched, for the npm registry cannot be reached: check the network (and the proxy and registry settings of npm), then start again. It is needed at the first start only.'

export function explainNpm(output) {
  if (/ENOSPC|EDQUOT|no space left/i.test(output)) {
    return 'The disk is full: the packages need about 1 GB. Free some space and start again.'
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED/.test(output)
  ) {
    return networkSentence
  }
  if (/EINTEGRITY/.test(output)) {
    return 'A package from the registry is not the one this version was made with (its checksum differs): run "npm cache clean --force" and start again; if it stays so, do not trust the registry in use.'
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return `npm may not write to its folders: start as the user the repository belongs to, and see that its npm cache is that user's.\n${lastLines(output)}`
  }
  if (/EUSAGE|can only install packages when your package.json/.test(output)) {
    return 'package-lock.json does not fit package.json: take both from the same commit, or run "npm install" under Node 24.'
  }
  return `npm could not install the packages:\n${lastLines(output)}`
}

function lastLines(output) {
  return output.trim().split('\n').slice(-12).join('\n')
}
