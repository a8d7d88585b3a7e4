import pg from 'pg'
import { reasonOf } from '../migrations.ts'
import { type DatabaseRecord, findDatabase, markOf, nameWhileNew, selectDatabases } from './databases.ts'
import type { FleetFinding, Report } from './findings.ts'
import { type FleetParts, withFreeLock } from './parts.ts'
import { completeSilo, stockOf } from './stock.ts'
import { dropTemplate, ensureTemplate, isHalfChanged } from './template.ts'

interface ServerDatabase {
  name: string
  mark: string | null
  invalid: boolean
}

interface Look {
  parts: FleetParts
  control: pg.Client
  client: pg.Client
  server: string
  repair: boolean
  report: Report
  databases: ServerDatabase[]
  records: DatabaseRecord[]
}

/** Compares one server's databases with their records. */
export async function reconcileServer(
  parts: FleetParts,
  control: pg.Client,
  client: pg.Client,
  server: string,
  repair: boolean,
  report: Report,
): Promise<void> {
  const look = { parts, control, client, server, repair, report }
  await withFreeLock(control, 'migrate', () => findHalfMadeTemplate(look))
  await withFreeLock(control, `stock ${server}`, () => findUnfinishedStock(look))
  // Databases before records: what is made in between is recorded by the time we look.
  const databases = await listDatabases(parts, client)
  const { rows } = await control.query<DatabaseRecord>(`${selectDatabases} where d.server = $1`, [server])
  const both = { ...look, databases, records: rows }
  await findInterruptedDrops(both)
  await findMissingDatabases(both)
  await findStrangers(both)
}

/** The databases that bear a name of this deployment. */
async function listDatabases(parts: FleetParts, client: pg.Client): Promise<ServerDatabase[]> {
  const { control, pool } = parts.names
  const { rows } = await client.query<ServerDatabase>(
    `select datname as name, shobj_description(oid, 'pg_database') as mark, datconnlimit = -2 as invalid
       from pg_database where datname = $1 or datname ~ $2 order by datname`,
    [pool, `^${control}_(silo_[0-9]+|new_[0-9a-f]{12})$`],
  )
  return rows
}

async function findHalfMadeTemplate(look: Omit<Look, 'databases' | 'records'>): Promise<void> {
  const { parts, control, client, server, repair, report } = look
  const { template, templateBeside: name } = parts.names
  if (await isHalfChanged(client, template)) {
    const sentence =
      'is a template that was being brought up to date, and that has stopped: nothing is copied from it'
    const finding: FleetFinding = { kind: 'half_made_template', server, object: template, sentence }
    if (repair) await attempt(finding, 'brought up to date', () => ensureTemplate(parts, control, server))
    report(finding)
  }
  if (!(await findDatabase(client, name))) return
  const sentence = 'is a template that was being built, and that has stopped; nothing is in it'
  const finding: FleetFinding = { kind: 'half_made_template', server, object: name, sentence }
  if (repair)
    await attempt(finding, 'dropped; the next migration builds it anew', () => dropTemplate(client, name))
  report(finding)
}

async function findUnfinishedStock(look: Omit<Look, 'databases' | 'records'>): Promise<void> {
  const { parts, control, client, server, repair, report } = look
  for (const record of await stockOf(control, server)) {
    if (record.state !== 'making') continue
    const found = await findDatabase(client, nameWhileNew(parts.names, record.id))
    const where = !found
      ? 'it is not there yet'
      : found.mark
        ? 'it lacks its key'
        : 'its client died while it was copied'
    const finding: FleetFinding = {
      kind: 'unfinished_database',
      server,
      object: record.name,
      sentence: `was being made ahead, and that has stopped: ${where}`,
    }
    if (repair) await attempt(finding, 'it was completed', () => completeSilo(parts, control, record))
    report(finding)
  }
}

async function findInterruptedDrops({
  parts,
  client,
  server,
  repair,
  report,
  databases,
  records,
}: Look): Promise<void> {
  for (const { name, invalid } of databases) {
    if (!invalid) continue
    const record = records.find((each) => each.name === name || nameWhileNew(parts.names, each.id) === name)
    const finding: FleetFinding = {
      kind: 'interrupted_drop',
      server,
      object: name,
      sentence: 'was being dropped, and that was cut short: it can only be dropped again',
    }
    if (record?.state === 'serving') finding.sentence += '. Its tenants need a backup'
    else if (repair) {
      await attempt(finding, 'dropped', () => client.query(`drop database ${pg.escapeIdentifier(name)}`))
    }
    report(finding)
  }
}

async function findMissingDatabases({
  control,
  client,
  server,
  repair,
  report,
  records,
}: Look): Promise<void> {
  for (const { id, name, state } of records) {
    if (state === 'making' || (await findDatabase(client, name))) continue
    // Claimed or dropped while we looked.
    const { rows } = await control.query('select from control.databases where id = $1 and name = $2', [
      id,
      name,
    ])
    if (rows.length === 0) continue
    const finding: FleetFinding = {
      kind: 'record_without_database',
      server,
      object: name,
      sentence:
        state === 'ready'
          ? 'is recorded as ready and is not there'
          : 'is not there: its tenants need a backup',
    }
    if (state === 'ready' && repair) {
      await attempt(finding, 'the record was deleted', () =>
        control.query(`delete from control.databases where id = $1 and state = 'ready'`, [id]),
      )
    }
    report(finding)
  }
}

/** Databases of ours by their name that no record knows, or that carry another's mark. Nothing with rows is dropped. */
async function findStrangers({
  parts,
  client,
  server,
  repair,
  report,
  databases,
  records,
}: Look): Promise<void> {
  for (const { name, mark, invalid } of databases) {
    if (invalid || !(await findDatabase(client, name))) continue
    const record = records.find((each) => each.name === name || nameWhileNew(parts.names, each.id) === name)
    if (record) {
      if (mark !== null && mark !== markOf(record.id)) {
        const sentence = 'was made for another record than the one that bears its name'
        report({ kind: 'foreign_database', server, object: name, sentence })
      }
      continue
    }
    const finding: FleetFinding = {
      kind: 'database_without_record',
      server,
      object: name,
      sentence: 'has a name of this deployment, and no record: look into it before you drop it',
    }
    if (isUnusedStock(parts, name, mark)) {
      finding.sentence = 'was made ahead for nobody, and has no record'
      if (repair) {
        await attempt(finding, 'dropped', () => client.query(`drop database ${pg.escapeIdentifier(name)}`))
      }
    }
    report(finding)
  }
}

/** By its name and its mark: a silo is renamed before a tenant gets it. */
function isUnusedStock(parts: FleetParts, name: string, mark: string | null): boolean {
  const id = /^tenantry database ([0-9a-f-]{36})$/.exec(mark ?? '')?.[1]
  return id !== undefined && name === nameWhileNew(parts.names, id)
}

async function attempt(finding: FleetFinding, done: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
    finding.repaired = done
  } catch (error) {
    finding.sentence += `; the repair failed: ${reasonOf(error)}`
  }
}
