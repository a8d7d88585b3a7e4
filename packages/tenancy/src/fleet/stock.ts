import type pg from 'pg'
import { newId } from '../ids.ts'
import { bringUp } from './bring-up.ts'
import { crashpoint } from './crashpoint.ts'
import {
  type DatabaseRecord,
  databaseColumns,
  getDatabase,
  makeDatabase,
  nameWhileNew,
  openToLogins,
  preparedWith,
  selectDatabases,
  setKey,
} from './databases.ts'
import { inParallelWithControl } from './in-parallel.ts'
import { type FleetParts, withControl, withLock } from './parts.ts'

/** Makes silos ahead, until `count` stand ready on the server. Completes those that a crash cut short. Returns how many it made. */
export async function fillStock(parts: FleetParts, server: string, count: number): Promise<number> {
  return withControl(parts, (control) =>
    withLock(control, `stock ${server}`, async () => {
      const records = await stockOf(control, server)
      const unfinished = records.filter(({ state }) => state === 'making')
      for (let missing = count - records.length; missing > 0; missing--) {
        unfinished.push(await recordNew(parts, control, server))
      }
      await inParallelWithControl(parts, unfinished, (own, record) => completeSilo(parts, own, record))
      return unfinished.length
    }),
  )
}

/** Silos that belong to nobody: ready ones, and those being made ahead. */
export async function stockOf(control: pg.Client, server: string): Promise<DatabaseRecord[]> {
  const { rows } = await control.query<DatabaseRecord>(
    `${selectDatabases} where d.server = $1 and d.kind = 'silo' and d.state <> 'serving'
        and not exists (select from control.tenants t where t.database_id = d.id) order by d.created_at`,
    [server],
  )
  return rows
}

async function recordNew(parts: FleetParts, control: pg.Client, server: string): Promise<DatabaseRecord> {
  const id = newId()
  const { rows } = await control.query<DatabaseRecord>(
    `insert into control.databases as d (id, server, name, kind) values ($1, $2, $3, 'silo')
     returning ${databaseColumns}`,
    [id, server, nameWhileNew(parts.names, id)],
  )
  return rows[0]!
}

export async function completeSilo(
  parts: FleetParts,
  control: pg.Client,
  record: DatabaseRecord,
): Promise<void> {
  await makeDatabase(parts, control, record)
  await openToLogins(parts, control, record)
  if ((await getDatabase(control, record.id)).signature !== parts.signature)
    await bringUp(parts, control, record)
  await setKey(parts, record)
  crashpoint('stock: made')
  await control.query(
    `update control.databases set state = 'ready', prepared = $2 where id = $1 and state = 'making'`,
    [record.id, preparedWith(parts, record)],
  )
}

/**
 * Gives a tenant the database that has stood ready longest, under the tenant's own name for it. It counts as being made
 * again until the tenant is active. Answers its id, or nothing where none of this release stands ready.
 */
export async function claimSilo(
  parts: FleetParts,
  control: pg.Client,
  server: string,
  name: string,
): Promise<string | undefined> {
  const { rows } = await control.query<{ id: string }>(
    `update control.databases set name = $3, state = 'making'
      where id = (select id from control.databases
                   where server = $1 and kind = 'silo' and state = 'ready' and signature = $2
                   order by created_at limit 1 for update skip locked)
      returning id`,
    [server, parts.signature, name],
  )
  return rows[0]?.id
}
