import { type SpawnOptions, spawnSync } from 'node:child_process'
import { cpSync, existsSync, lchownSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Binaries, program } from './binaries.ts'
import { LocalPostgresError } from './local-postgres-error.ts'

/** PostgreSQL refuses to run as root; this is who runs it instead. */
export type Account =
  | { kind: 'self' }
  /** Root seen as `nobody` inside a user namespace of its own: files stay root's, no account is needed. */
  | { kind: 'namespace' }
  /** A real account without rights, where user namespaces are forbidden (most containers). */
  | { kind: 'other'; name: string; uid: number; gid: number }

export function chooseAccount(): Account {
  if (process.getuid?.() !== 0) return { kind: 'self' }
  const [command, args] = asAccount({ kind: 'namespace' }, 'true', [])
  if (spawnSync(command, args).status === 0) return { kind: 'namespace' }
  const other = findAccount('postgres') ?? findAccount('nobody')
  if (other) return other
  throw new LocalPostgresError(
    'cannot_run_as_root',
    'PostgreSQL does not run as root, user namespaces are forbidden here and there is no account "postgres" or "nobody": run as an ordinary user, or set DATABASE_URL and DATABASE_ADMIN_URL.',
  )
}

/** The command line and the spawn options that run a program as the account. */
export function asAccount(account: Account, file: string, args: string[]): [string, string[], SpawnOptions] {
  if (account.kind === 'namespace') {
    return ['unshare', ['--user', '--map-user=65534', '--map-group=65534', file, ...args], {}]
  }
  if (account.kind === 'other') return [file, args, { uid: account.uid, gid: account.gid }]
  return [file, args, {}]
}

/** Gives the folder to the account, whoever it belonged to before, and makes sure that it can be entered. */
export function giveFolder(account: Account, folder: string) {
  if (process.getuid?.() !== 0) return
  if (account.kind !== 'other') return chownAll(folder, { uid: 0, gid: 0 })
  chownAll(folder, account)
  const test = spawnSync('/bin/sh', ['-c', 'test -w "$1" && test -x "$1"', 'sh', folder], {
    uid: account.uid,
    gid: account.gid,
  })
  if (test.status === 0) return
  throw new LocalPostgresError(
    'cannot_run_as_root',
    `PostgreSQL does not run as root, and the account "${account.name}" that runs it instead cannot enter ${folder}: run as an ordinary user, or set TENANTRY_DATA to a folder it can reach, such as /var/lib/tenantry.`,
  )
}

/** The programs, copied into the folder where the account cannot read the installed ones (say, in /root). */
export function readableBinaries(account: Account, installed: Binaries, folder: string): Binaries {
  if (account.kind !== 'other') return installed
  const { uid, gid } = account
  if (spawnSync(program(installed, 'postgres'), ['--version'], { uid, gid }).error === undefined)
    return installed
  const root = join(folder, `postgresql-${installed.version}`, 'native')
  if (!existsSync(join(root, 'share'))) cpSync(installed.root, root, { recursive: true })
  chownAll(root, account)
  return { ...installed, root }
}

function findAccount(name: string): Account | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }))
  if (uid?.status !== 0 || gid?.status !== 0) return undefined
  return { kind: 'other', name, uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/** Children first: a folder that belongs to the account already was finished, however the last run ended. */
function chownAll(path: string, account: { uid: number; gid: number }) {
  const stats = lstatSync(path)
  if (stats.uid === account.uid) return
  if (stats.isDirectory()) for (const name of readdirSync(path)) chownAll(join(path, name), account)
  lchownSync(path, account.uid, account.gid)
}
