import { newId } from '@tenantry/tenancy'
import { expect, test } from 'vitest'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { makeCursors, type Position } from './cursors.ts'

const position: Position = {
  data: `12.${newId()}`,
  control: `7.${newId()}`,
  databaseId: newId(),
}
const day = 24 * 60 * 60_000

test('a place is opened for its own tenant alone, unchanged, within a day', () => {
  let time = 1_000_000
  const cursors = makeCursors(makeSecrets(Buffer.alloc(32, 1)), () => time)
  const [acme, globex] = [newId(), newId()]
  const sealed = cursors.seal(acme, position)
  expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/)
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain(position.databaseId)
  expect(cursors.open(acme, sealed)).toEqual(position)
  expect(cursors.open(globex, sealed)).toBeUndefined()
  expect(cursors.open(acme, `${sealed.slice(0, -2)}AA`)).toBeUndefined()
  time += day
  expect(cursors.open(acme, sealed)).toEqual(position)
  time += 1
  expect(cursors.open(acme, sealed)).toBeUndefined()
})
