import type pg from 'pg'
import { closeToPublic, ensureControlDatabase, ensureRoles } from '../admin.ts'
import { newId } from '../ids.ts'
import { applyMigrations, pendingOf, readLedger, reasonOf } from '../migrations.ts'
import { mainServer } from '../servers.ts'
import { ensureWorkerLogin } from '../worker-login.ts'
import { bringUp } from './bring-up.ts'
import {
  type DatabaseRecord,
  getDatabase,
  makeDatabase,
  openToLogins,
  selectDatabases,
  setKey,
} from './databases.ts'
import { inParallelWithControl } from './in-parallel.ts'
import { type FleetParts, withControl, withData, withLock, withServer } from './parts.ts'
import { ensureTemplate } from './template.ts'

export interface MigrationProgress {
  server: string
  database: string
  applied: number
  done: number
  total: number
}

export interface MigrationReport {
  applied: number
  /** How many there are, the control database among them. */
  databases: number
  /** How many of them had nothing to do, and were not even connected to. */
  current: number
  /** Set aside with the reason; the rest was brought up to date, and the next run tries them again. */
  failed: { server: string; database: string; reason: string }[]
}

/** Brings control database, templates, pools and silos of all servers up to date. One run at a time. */
export async function migrateFleet(
  parts: FleetParts,
  onProgress: (progress: MigrationProgress) => void,
): Promise<MigrationReport> {
  await ensureControlDatabase(parts.adminUrl)
  return withControl(parts, (control) =>
    withLock(control, 'migrate', async () => {
      await ensureRoles(control, parts.webLogin)
      await closeToPublic(control, parts.names.control, [parts.webLogin])
      await ensureWorkerLogin(control, parts.adminUrl, parts.masterKey)
      await assertReleaseFits(parts, control)
      const applied = await applyMigrations(control, 'control.migrations', parts.controlMigrations)
      const report: MigrationReport = { applied, databases: 1, current: applied === 0 ? 1 : 0, failed: [] }
      for (const server of parts.servers) await prepareServer(parts, control, server, report)
      await migrateDatabases(parts, control, report, onProgress)
      return report
    }),
  )
}

/**
 * Asks the pool before anything is touched whether its migrations are all among ours and unchanged: a release that is
 * older, or has rewritten its past, must not rebuild templates.
 */
async function assertReleaseFits(parts: FleetParts, control: pg.Client): Promise<void> {
  pendingOf(await readLedger(control, 'control.migrations'), parts.controlMigrations)
  const { rows } = await control.query<{ there: boolean }>(
    `select to_regclass('control.databases') is not null as there`,
  )
  if (!rows[0]!.there) return
  const pools = await control.query<DatabaseRecord>(
    `${selectDatabases} where d.server = $1 and d.kind = 'pool' and d.state = 'serving'`,
    [mainServer],
  )
  const pool = pools.rows[0]
  if (!pool || pool.signature === parts.signature) return
  const ledger = await withData(parts, pool, (client) => readLedger(client, 'fence.migrations'))
  pendingOf(ledger, parts.migrations)
}

async function prepareServer(
  parts: FleetParts,
  control: pg.Client,
  server: string,
  report: MigrationReport,
): Promise<void> {
  await control.query(
    `insert into control.servers (name, address) values ($1, $2)
     on conflict (name) do update set address = excluded.address where servers.address <> excluded.address`,
    [server, parts.urlOf(server).host],
  )
  try {
    if (server !== mainServer) {
      await withServer(parts, control, server, (client) => ensureRoles(client, parts.webLogin))
    }
    await ensureTemplate(parts, control, server)
    await ensurePool(parts, control, server)
  } catch (error) {
    // Without its own server nothing works; without another one, all that is elsewhere does.
    if (server === mainServer) throw error
    report.failed.push({ server, database: parts.names.template, reason: reasonOf(error) })
  }
}

/** The server's pool, made where it is missing; its key shows whether this is the master key it was made with. */
async function ensurePool(parts: FleetParts, control: pg.Client, server: string): Promise<void> {
  const { pool } = parts.names
  await control.query(
    `insert into control.databases (id, server, name, kind) values ($1, $2, $3, 'pool')
     on conflict (server, name) do nothing`,
    [newId(), server, pool],
  )
  const { rows } = await control.query<DatabaseRecord>(
    `${selectDatabases} where d.server = $1 and d.name = $2`,
    [server, pool],
  )
  const record = rows[0]!
  if (record.state === 'making') {
    await makeDatabase(parts, control, record)
    await openToLogins(parts, control, record)
    if ((await getDatabase(control, record.id)).signature !== parts.signature)
      await bringUp(parts, control, record)
  }
  await setKey(parts, record)
  await control.query(`update control.databases set state = 'serving' where id = $1 and state = 'making'`, [
    record.id,
  ])
}

async function migrateDatabases(
  parts: FleetParts,
  control: pg.Client,
  report: MigrationReport,
  onProgress: (progress: MigrationProgress) => void,
): Promise<void> {
  const { behind, current } = await databasesBehind(parts, control)
  report.databases += current + behind.length
  report.current += current
  let done = current
  const total = current + behind.length
  const work = async (own: pg.Client, database: DatabaseRecord) => {
    const { id, server, name } = database
    let applied = 0
    try {
      applied = await bringUp(parts, own, database)
    } catch (error) {
      const { failure } = await getDatabase(own, id)
      report.failed.push({ server, database: name, reason: failure ?? reasonOf(error) })
    }
    report.applied += applied
    onProgress({ server, database: name, applied, done: ++done, total })
  }
  const byServer = Map.groupBy(behind, ({ server }) => server)
  await Promise.all([...byServer.values()].map((databases) => inParallelWithControl(parts, databases, work)))
}

/** Pools first: many tenants wait for one. Databases in the making are completed by whoever makes them. */
export async function databasesBehind(parts: FleetParts, control: pg.Client) {
  const { rows } = await control.query<DatabaseRecord & { current: string }>(
    `${selectDatabases} where d.state <> 'making' and d.signature is distinct from $1 order by d.kind, d.name`,
    [parts.signature],
  )
  const all = await control.query<{ count: string }>(
    `select count(*) from control.databases where state <> 'making'`,
  )
  return { behind: rows, current: Number(all.rows[0]!.count) - rows.length }
}
