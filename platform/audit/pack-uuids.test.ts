import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { newId } from '@tenantry/tenancy'
import { openDeployment } from '#test/open-deployment.ts'
import { packUuids } from './pack-uuids.ts'

const deployment = openDeployment()

const read = async (lists: string[][]) => {
  const [row] = await deployment.tenancy.control<unknown>().read((db) =>
    db
      .raw<{ all: string[]; second: string[] }>(
        sql`select to_jsonb(packed) as all, to_jsonb(packed[2:3]) as second
              from (select ${packUuids(lists)}::uuid[] as packed) one`,
      )
      .execute(),
  )
  return row!
}

test('PostgreSQL reads the very ids that were packed, in their order', async () => {
  const ids = Array.from({ length: 5 }, newId)
  ids.push('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff')
  expect(await read([ids.slice(0, 2), [], ids.slice(2)])).toEqual({ all: ids, second: ids.slice(1, 3) })
})

test('of none there is an empty list, and what is no UUID is not packed', async () => {
  expect(await read([[], []])).toEqual({ all: [], second: [] })
  expect(() => packUuids([['not-an-id']])).toThrow()
})
