import pg from 'pg'
import { closeToPublic, type databaseNames } from '../admin.ts'
import { TenancyError } from '../errors.ts'
import { fenceKey, fenceKeyPads } from '../token.ts'
import { crashpoint } from './crashpoint.ts'
import { type FleetParts, withData, withServer } from './parts.ts'
import { sha256 } from './schema.ts'
import { copyTemplate } from './template.ts'

/** A data database as the control database records it. */
export interface DatabaseRecord {
  id: string
  server: string
  name: string
  kind: 'pool' | 'silo'
  state: 'making' | 'ready' | 'serving'
  key_id: number
  signature: string | null
  failure: string | null
  /** What a silo made ahead was given: see `preparedWith`. */
  prepared: string | null
}

export const databaseColumns =
  'd.id, d.server, d.name, d.kind, d.state, d.key_id, d.signature, d.failure, d.prepared'

/** To be followed by a `where` on `d`. */
export const selectDatabases = `select ${databaseColumns} from control.databases d`

export async function getDatabase(control: pg.Client, id: string): Promise<DatabaseRecord> {
  const { rows } = await control.query<DatabaseRecord>(`${selectDatabases} where d.id = $1`, [id])
  return rows[0]!
}

/**
 * The name a database is made under. It holds digits of the id recorded for it, so that nobody else's database has it,
 * and a resumed operation knows it again.
 */
export function nameWhileNew(names: ReturnType<typeof databaseNames>, id: string): string {
  return `${names.control}_new_${id.slice(-12)}`
}

/** Written as the database's comment: what proves later that this very record had it made. Copies do not inherit it. */
export function markOf(id: string): string {
  return `tenantry database ${id}`
}

interface FoundDatabase {
  mark: string | null
  /** A DROP that was cut short leaves it so: it can only be dropped again. */
  invalid: boolean
}

export async function findDatabase(client: pg.Client, name: string): Promise<FoundDatabase | undefined> {
  const { rows } = await client.query<FoundDatabase>(
    `select shobj_description(oid, 'pg_database') as mark, datconnlimit = -2 as invalid
       from pg_database where datname = $1`,
    [name],
  )
  return rows[0]
}

/**
 * Makes a recorded database: copied from the template under a name of its own, marked, then renamed. Whatever of that was
 * done before is not done again. Throws `database_taken` where the name belongs to a database not made for this record.
 */
export async function makeDatabase(
  parts: FleetParts,
  control: pg.Client,
  { id, server, name }: DatabaseRecord,
): Promise<void> {
  const mark = markOf(id)
  const newName = nameWhileNew(parts.names, id)
  const copied = await withServer(parts, control, server, async (client) => {
    if (name !== newName && (await isOurs(client, name, mark))) return false
    let found = await findDatabase(client, newName)
    if (found?.invalid) {
      await client.query(`drop database ${pg.escapeIdentifier(newName)}`)
      found = undefined
    }
    if (!found) await copyTemplate(parts, control, client, server, newName)
    crashpoint('database: copied')
    if (found?.mark !== mark) {
      await client.query(`comment on database ${pg.escapeIdentifier(newName)} is ${pg.escapeLiteral(mark)}`)
    }
    crashpoint('database: marked')
    if (name !== newName) {
      await client.query(
        `alter database ${pg.escapeIdentifier(newName)} rename to ${pg.escapeIdentifier(name)}`,
      )
    }
    crashpoint('database: named')
    return !found
  })
  // As far as the template, whose signature was compared. A copy of an earlier run is looked at by `bringUp`.
  if (copied) await recordReached(parts, control, id)
}

/** Records that a database has reached this release. */
export async function recordReached(parts: FleetParts, control: pg.Client, id: string): Promise<void> {
  await control.query(
    `update control.databases set schema = $2, signature = $3, migrated_at = now(), failure = null, failed_at = null
      where id = $1`,
    [id, parts.schema, parts.signature],
  )
}

async function isOurs(client: pg.Client, name: string, mark: string): Promise<boolean> {
  const found = await findDatabase(client, name)
  if (found && found.mark !== mark) {
    throw new TenancyError(
      'database_taken',
      `there is a database ${name} that was not made for this: rename it, or drop it yourself`,
    )
  }
  return found !== undefined
}

/** Drops a recorded database under either of its names, as far as its mark shows that it was made for this record. */
export async function dropMadeDatabase(
  parts: FleetParts,
  control: pg.Client,
  { id, server, name }: DatabaseRecord,
): Promise<void> {
  const newName = nameWhileNew(parts.names, id)
  await withServer(parts, control, server, async (client) => {
    for (const each of new Set([newName, name])) {
      const found = await findDatabase(client, each)
      // Nobody else makes one under the new name: without a mark it was cut short before it got one.
      const ours = found?.mark === markOf(id) || (each === newName && found?.mark === null)
      if (found && ours) await client.query(`drop database ${pg.escapeIdentifier(each)}`)
      crashpoint('database: dropped')
    }
  })
}

/** Grants on a database do not travel with a copy. */
export async function openToLogins(
  parts: FleetParts,
  control: pg.Client,
  { server, name }: DatabaseRecord,
): Promise<void> {
  await withServer(parts, control, server, (client) => closeToPublic(client, name, [parts.webLogin]))
}

/** One hash over the login and the key that a silo made ahead is given: with the same one it needs neither again. */
export function preparedWith(
  { masterKey, webLogin }: FleetParts,
  { id, key_id: keyId }: DatabaseRecord,
): string {
  return sha256(`${webLogin} ${fenceKey(masterKey, id, keyId).toString('hex')}`)
}

/** Gives a database its identity and its key. Throws where it has those of another record or of another master key. */
export async function setKey(parts: FleetParts, record: DatabaseRecord): Promise<void> {
  const { id, name, key_id: keyId } = record
  const { inner, outer } = fenceKeyPads(fenceKey(parts.masterKey, id, keyId))
  const { identity, same } = await withData(parts, record, async (client) => {
    await client.query('set role tenantry_owner')
    await client.query('insert into fence.identity (database_id) values ($1) on conflict do nothing', [id])
    await client.query(
      `insert into fence.keys (key_id, inner_pad, outer_pad, context_start) values ($1, $2, $3, $4)
       on conflict (key_id) do nothing`,
      [keyId, inner, outer, `${keyId}.${id}`],
    )
    const { rows } = await client.query<{ identity: string; same: boolean }>(
      `select i.database_id as identity, k.inner_pad = $2 as same
         from fence.identity i left join fence.keys k on k.key_id = $1`,
      [keyId, inner],
    )
    return rows[0]!
  })
  if (identity !== id) {
    throw new TenancyError('database_taken', `the database ${name} belongs to another deployment`)
  }
  if (!same) {
    throw new TenancyError('database_unavailable', `the master key is not the one that ${name} was made with`)
  }
}
