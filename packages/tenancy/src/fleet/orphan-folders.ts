import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { isSqlState } from '../admin.ts'
import type { Report } from './findings.ts'

const looks = 20

/**
 * Folders of databases that the catalogue does not know: PostgreSQL leaves one where it crashes while it makes a database,
 * and never looks at it again. Nothing of them is removed from here: that is done beside the stopped server.
 */
export async function findOrphanFolders(client: pg.Client, server: string, report: Report): Promise<void> {
  const unseen = (sentence: string) => report({ kind: 'folders_unseen', server, object: 'base', sentence })
  try {
    const orphans = await listOrphans(client)
    if (!orphans)
      return unseen('was not listed: databases were being made or dropped all the time: look again later')
    for (const oid of orphans) {
      const sentence =
        'holds the files of no database: a crash left it. Stop the server, then remove the folder'
      report({ kind: 'orphan_folder', server, object: `base/${oid}`, sentence })
    }
  } catch (error) {
    if (!isSqlState(error, '42501')) throw error
    const login = pg.escapeIdentifier(client.user ?? '')
    unseen(
      'cannot be listed by the admin login, so folders that a crash left are not seen: ' +
        `as a superuser, in the database of the admin URL, run "grant execute on function pg_ls_dir(text) to ${login}"`,
    )
  }
}

/** `undefined` where the catalogue did not come to rest: a database being made has its folder before its row. */
async function listOrphans(client: pg.Client): Promise<string[] | undefined> {
  for (let look = 1; look <= looks; look++) {
    const folders = await client.query<{ oid: string }>(
      `select name as oid from pg_ls_dir('base') as name where name ~ '^[0-9]+$'`,
    )
    const { rows } = await client.query<{ busy: boolean }>(
      `select exists (select from pg_locks
                       where locktype = 'relation' and relation = 'pg_database'::regclass
                         and mode = 'RowExclusiveLock' and pid <> pg_backend_pid()) as busy`,
    )
    if (!rows[0]!.busy) {
      const known = await client.query<{ oid: string }>('select oid::text from pg_database')
      const oids = new Set(known.rows.map(({ oid }) => oid))
      return folders.rows.map(({ oid }) => oid).filter((oid) => !oids.has(oid))
    }
    await wait(100)
  }
  return undefined
}
