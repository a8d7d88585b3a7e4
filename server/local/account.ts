import { type SpawnOptions, spawnSync } from 'node:child_process'
import { lchownSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Binaries, program } from './binaries.ts'
import { LocalPostgresError } from './local-postgres-error.ts'

/** PostgreSQL refuses to run as root; this is who runs it instead. */
export type Account =
  | { kind: 'self' }
  /** Root seen as `nobody` inside a user namespace of its own: files stay root's, no account is needed. */
  | { kind: 'namespace' }
  /**
   * A real account without rights, where user namespaces are forbidden (most containers). `passes` lets it through
   * folders that are closed to it, /root above all, by the one capability of root's that this takes.
   */
  | { kind: 'other'; name: string; uid: number; gid: number; passes: boolean }

export function chooseAccount(): Account {
  if (process.getuid?.() !== 0) return { kind: 'self' }
  if (runs({ kind: 'namespace' }, 'true', [])) return { kind: 'namespace' }
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
  if (account.kind === 'self') return [file, args, {}]
  const { uid, gid, passes } = account
  if (!passes) return [file, args, { uid, gid }]
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override']
  return ['setpriv', [...identity, ...capability, file, ...args], {}]
}

/** Gives the folder to the account, whoever it belonged to before. Answers the account as it can use the folder. */
export function giveFolder(account: Account, folder: string, binaries: Binaries): Account {
  if (process.getuid?.() !== 0) return account
  if (account.kind !== 'other') {
    chownAll(folder, { uid: 0, gid: 0 })
    return account
  }
  chownAll(folder, account)
  for (const each of [account, { ...account, passes: true }]) {
    if (
      runs(each, '/bin/sh', ['-c', 'test -w "$1" && test -r "$2"', 'sh', folder, program(binaries, 'initdb')])
    ) {
      return each
    }
  }
  throw new LocalPostgresError(
    'cannot_run_as_root',
    `PostgreSQL does not run as root, and the account "${account.name}" that runs it instead cannot enter ${folder}: run as an ordinary user, or clone the repository to a folder that everybody can enter, such as /opt.`,
  )
}

function runs(account: Account, file: string, args: string[]) {
  const [command, commandArgs, options] = asAccount(account, file, args)
  return spawnSync(command, commandArgs, options).status === 0
}

function findAccount(name: string): Account | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }))
  if (uid?.status !== 0 || gid?.status !== 0) return undefined
  return { kind: 'other', name, uid: Number(uid.stdout), gid: Number(gid.stdout), passes: false }
}

/** Children first: a folder that belongs to the account already was finished, however the last run ended. */
function chownAll(path: string, account: { uid: number; gid: number }) {
  const stats = lstatSync(path)
  if (stats.uid === account.uid) return
  if (stats.isDirectory()) for (const name of readdirSync(path)) chownAll(join(path, name), account)
  lchownSync(path, account.uid, account.gid)
}
