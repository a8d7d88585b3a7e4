import type pg from 'pg'
import type { DatabaseRecord } from '../fleet/databases.ts'
import type { FleetParts } from '../fleet/parts.ts'
import { fenceKey, fenceKeyPads } from '../token.ts'
import type { Finding } from './lint.ts'

/** A data database must be the one that is recorded, of this release, and hold no key that was not derived for it. */
export async function checkIdentity(
  client: pg.Client,
  record: DatabaseRecord,
  { masterKey, signature }: FleetParts,
): Promise<Finding[]> {
  const { id, name } = record
  await client.query('set role tenantry_owner')
  const identity = await client.query<{ id: string }>('select database_id as id from fence.identity')
  const keys = await client.query<KeyRow>(
    'select key_id, inner_pad, outer_pad from fence.keys order by key_id',
  )
  await client.query('reset role')
  const actual = identity.rows.map((row) => row.id).join(', ') || 'none'
  const strange = keys.rows.filter((row) => !isDerived(row, masterKey, id)).map((row) => row.key_id)
  return [
    actual !== id && {
      check: 'D01',
      database: name,
      object: 'fence.identity',
      sentence: `says that this database is ${actual}, and it is recorded as ${id}`,
      reason: 'Two databases with one identity accept each other’s contexts.',
    },
    (strange.length > 0 || keys.rows.length === 0) && {
      check: 'D02',
      database: name,
      object: 'fence.keys',
      sentence:
        strange.length > 0
          ? `holds keys that do not come from the master key: ${strange.join(', ')}`
          : 'is empty: no context can be checked',
      reason: 'Who knows a key of a database signs contexts of any tenant in it.',
    },
    record.signature !== signature && {
      check: 'D03',
      database: name,
      object: 'fence.migrations',
      sentence: `is not of this release${record.failure ? ` (${record.failure})` : ''}: migrate first`,
      reason: 'What is known of the fence is known of this release’s schema.',
    },
  ].filter((each) => each !== false)
}

interface KeyRow {
  key_id: number
  inner_pad: Buffer
  outer_pad: Buffer
}

function isDerived({ key_id, inner_pad, outer_pad }: KeyRow, masterKey: Buffer, databaseId: string): boolean {
  const { inner, outer } = fenceKeyPads(fenceKey(masterKey, databaseId, key_id))
  return inner.equals(inner_pad) && outer.equals(outer_pad)
}
