import type pg from 'pg'
import { fenceKey, fenceKeyPads } from '../token.ts'
import type { Finding } from './lint.ts'

/** A data database must be the one that is recorded, and hold no key that was not derived for it. */
export async function checkIdentity(
  client: pg.Client,
  { id, name }: { id: string; name: string },
  masterKey: Buffer,
): Promise<Finding[]> {
  await client.query('set role tenantry_owner')
  const identity = await client.query<{ id: string }>('select database_id as id from fence.identity')
  const keys = await client.query<{ key_id: number; inner_pad: Buffer; outer_pad: Buffer }>(
    'select key_id, inner_pad, outer_pad from fence.keys order by key_id',
  )
  await client.query('reset role')
  const findings: Finding[] = []
  const actual = identity.rows.map((row) => row.id).join(', ') || 'none'
  if (actual !== id) {
    findings.push({
      check: 'D01',
      database: name,
      object: 'fence.identity',
      sentence: `says that this database is ${actual}, and it is recorded as ${id}`,
      reason: 'Two databases with one identity accept each other’s contexts.',
    })
  }
  const foreign = keys.rows.filter(({ key_id, inner_pad, outer_pad }) => {
    const { inner, outer } = fenceKeyPads(fenceKey(masterKey, id, key_id))
    return !inner.equals(inner_pad) || !outer.equals(outer_pad)
  })
  if (keys.rows.length === 0 || foreign.length > 0) {
    findings.push({
      check: 'D02',
      database: name,
      object: 'fence.keys',
      sentence:
        keys.rows.length === 0
          ? 'is empty: no context can be checked'
          : `holds keys that do not come from the master key: ${foreign.map(({ key_id }) => key_id).join(', ')}`,
      reason: 'Who knows a key of a database signs contexts of any tenant in it.',
    })
  }
  return findings
}
