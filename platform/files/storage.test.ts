import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeLocalFolder } from './local-folder.ts'
import { openSegments, plainSize, sealSegments, segmentBytes } from './segments.ts'
import { makeStorageKey } from './storage-key.ts'

const tenantA = randomUUID()
const place = { tenantKey: randomBytes(32), storageKey: makeStorageKey(tenantA, 'documents', randomUUID()) }
const sealedSegment = segmentBytes + 16
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenantry-files-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function seal(bytes: Buffer) {
  return buffer(sealSegments(place, Readable.from([bytes])))
}

async function open(sealed: Buffer, by = place, range = { start: 0, end: plainSize(sealed.length) }) {
  const read = ({ start, end }: { start: number; end: number }) =>
    Readable.from([sealed.subarray(start, end)])
  return buffer(openSegments(by, { size: sealed.length, read }, range))
}

test.each([0, 1, segmentBytes - 1, segmentBytes, segmentBytes + 1, 3 * segmentBytes])(
  'a file of %i bytes opens as it was',
  async (size) => {
    const bytes = randomBytes(size)
    expect((await open(await seal(bytes))).equals(bytes)).toBe(true)
  },
)

test('a range across segments opens alone', async () => {
  const bytes = randomBytes(3 * segmentBytes + 5)
  const range = { start: segmentBytes - 3, end: 2 * segmentBytes + 3 }
  const opened = await open(await seal(bytes), place, range)
  expect(opened.equals(bytes.subarray(range.start, range.end))).toBe(true)
})

test('segments changed, swapped, cut off or added do not open, nor by another tenant or at another place', async () => {
  const sealed = await seal(randomBytes(4 * segmentBytes))
  const cut = (from: number, to: number) =>
    sealed.subarray(33 + from * sealedSegment, 33 + to * sealedSegment)
  const header = sealed.subarray(0, 33)
  const changed = Buffer.from(sealed)
  changed[40]! ^= 1
  await expect(open(changed)).rejects.toThrow()
  await expect(open(Buffer.concat([header, cut(1, 2), cut(0, 1), cut(2, 4)]))).rejects.toThrow()
  await expect(open(Buffer.concat([header, cut(0, 1), cut(2, 3), cut(1, 2), cut(3, 4)]))).rejects.toThrow()
  await expect(open(Buffer.concat([header, cut(0, 2)]))).rejects.toThrow()
  await expect(open(sealed.subarray(0, -1))).rejects.toThrow()
  await expect(open(Buffer.concat([sealed, cut(0, 1)]))).rejects.toThrow()
  await expect(open(sealed, { ...place, tenantKey: randomBytes(32) })).rejects.toThrow()
  const elsewhere = makeStorageKey(randomUUID(), 'documents', randomUUID())
  await expect(open(sealed, { ...place, storageKey: elsewhere })).rejects.toThrow()
})

test('a folder keeps, reads in part and deletes, and an upload that breaks off leaves nothing', async () => {
  const storage = makeLocalFolder(folder)
  const key = makeStorageKey(tenantA, 'uploads', randomUUID())
  await storage.put(key, Readable.from([Buffer.from('one '), Buffer.from('two')]))
  expect(await storage.head(key)).toBe(7)
  expect((await buffer(storage.get(key, { start: 2, end: 5 }))).toString()).toBe('e t')
  await storage.delete(key)
  expect(await storage.head(key)).toBeUndefined()

  async function* broken() {
    yield Buffer.from('half')
    throw new Error('the line broke')
  }
  await expect(storage.put(key, broken())).rejects.toThrow('the line broke')
  expect(await readdir(join(folder, 'tenants', tenantA, 'uploads'))).toEqual([])
})

test.each([
  '../../etc/passwd',
  `tenants/${tenantA}/uploads/../x`,
  '/etc/passwd',
  `tenants/${tenantA}/uploads/a\0`,
])('a key that the server did not make is refused: %j', async (key) => {
  await expect(makeLocalFolder(folder).head(key)).rejects.toThrow('not a storage key')
  expect(() => makeStorageKey(key, 'uploads', randomUUID())).toThrow('not a storage key')
})
