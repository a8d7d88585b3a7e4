import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The passwords of the embedded server's three logins and the port it had last; a file only its owner can read. */
export interface Logins {
  port: number
  superuserPassword: string
  adminPassword: string
  webPassword: string
}

export function newLogins(port: number): Logins {
  const password = () => randomBytes(24).toString('hex')
  return { port, superuserPassword: password(), adminPassword: password(), webPassword: password() }
}

export function readLogins(folder: string): Logins | undefined {
  const file = loginsFile(folder)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Logins) : undefined
}

/** Written beside and renamed, so that a full disk or a kill leaves the old file or the new one. */
export function writeLogins(folder: string, logins: Logins) {
  const file = loginsFile(folder)
  writeFileSync(`${file}.new`, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export function connectionUrls({ port, adminPassword, webPassword }: Logins) {
  const url = (login: string, password: string) =>
    `postgres://${login}:${password}@127.0.0.1:${port}/tenantry`
  return { databaseUrl: url('tenantry_web', webPassword), adminUrl: url('tenantry_admin', adminPassword) }
}

/** Statements for single-user mode, one a line; running them again changes nothing but the passwords. */
export function loginStatements({ superuserPassword, adminPassword, webPassword }: Logins): string[] {
  return [
    `alter role postgres password '${superuserPassword}'`,
    `do $$ begin if not exists (select from pg_roles where rolname = 'tenantry_admin') then create role tenantry_admin; end if; end $$`,
    `do $$ begin if not exists (select from pg_roles where rolname = 'tenantry_web') then create role tenantry_web; end if; end $$`,
    `alter role tenantry_admin login createdb createrole password '${adminPassword}'`,
    `alter role tenantry_web login password '${webPassword}'`,
    `grant tenantry_web to tenantry_admin with admin true, inherit false, set false`,
  ]
}

/** Run once, when the cluster is made. */
export const databaseStatements = [
  `revoke connect, temporary on database postgres from public`,
  // Where a control database of another name does not exist yet, the admin makes it from here.
  `grant connect on database postgres to tenantry_admin`,
  `create database tenantry owner tenantry_admin`,
  `revoke connect, temporary on database tenantry from public`,
]

/** Run once in the control database: the reconciler looks there for folders that a crash left. */
export const controlStatements = ['grant execute on function pg_ls_dir(text) to tenantry_admin']

function loginsFile(folder: string) {
  return join(folder, 'logins.json')
}
