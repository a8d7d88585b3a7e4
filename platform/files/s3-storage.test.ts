import { randomBytes, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Deployment, startDeployment } from '#test/deployment.ts'
import { makeS3Storage, type S3Place } from './s3-storage.ts'
import { makeStorageKey } from './storage-key.ts'
import { filesOfPatient } from './test/clinic-files.ts'
import { type S3Peer, startS3Peer } from './test/s3-peer.ts'

let peer: S3Peer
beforeAll(async () => {
  peer = await startS3Peer()
})
afterAll(() => peer.close())

const newKey = () => makeStorageKey(randomUUID(), 'documents', randomUUID())
const mebibyte = 1024 ** 2

/** A service of yours: `S3_TEST_ENDPOINT`, with a bucket `files` and the keys beside it. */
const real: S3Place | undefined = process.env.S3_TEST_ENDPOINT
  ? {
      bucket: process.env.S3_TEST_BUCKET ?? 'files',
      region: process.env.S3_TEST_REGION ?? 'us-east-1',
      endpoint: process.env.S3_TEST_ENDPOINT,
      accessKeyId: process.env.S3_TEST_KEY_ID ?? '',
      secretAccessKey: process.env.S3_TEST_SECRET ?? '',
    }
  : undefined

describe.each([
  ['the peer', () => peer.place],
  ['the service of S3_TEST_ENDPOINT', () => real],
])('%s', (name, placeOf) => {
  test.skipIf(name !== 'the peer' && !real).each([0, 1, 8 * mebibyte, 8 * mebibyte + 1, 20 * mebibyte + 7])(
    'keeps %i bytes, reads parts of them, and deletes them',
    async (size) => {
      const storage = makeS3Storage(placeOf()!)
      const key = newKey()
      const bytes = randomBytes(size)
      await storage.put(key, Readable.from(chunksOf(bytes)))
      expect(await storage.head(key)).toBe(size)
      const start = Math.floor(size / 3)
      const part = await buffer(storage.get(key, { start, end: size }))
      expect(part.equals(bytes.subarray(start))).toBe(true)
      await storage.delete(key)
      expect(await storage.head(key)).toBeUndefined()
      await storage.delete(key)
      await storage.close()
    },
  )
})

function* chunksOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_552) yield bytes.subarray(at, at + 65_552)
}

test('every request to the peer was signed as it must be', () => {
  expect(peer.refused).toEqual([])
})

test('with another secret nothing is kept', async () => {
  const storage = makeS3Storage({ ...peer.place, secretAccessKey: 'a guess' })
  const key = newKey()
  await expect(storage.put(key, Readable.from([Buffer.from('x')]))).rejects.toMatchObject({
    code: 'file_storage_unavailable',
  })
  expect(peer.objects.has(key)).toBe(false)
  expect(peer.refused.splice(0)).toEqual(['another signature'])
  await storage.close()
})

test('an upload that breaks off, small or in parts, leaves nothing, and a busy service is asked again', async () => {
  const storage = makeS3Storage(peer.place)
  async function* broken(size: number) {
    yield randomBytes(size)
    throw new Error('the line broke')
  }
  for (const size of [10, 20 * mebibyte]) {
    const key = newKey()
    await expect(storage.put(key, broken(size))).rejects.toThrow('the line broke')
    expect(peer.objects.has(key)).toBe(false)
  }
  expect(peer.unfinished()).toBe(0)
  const key = newKey()
  peer.fail('busy', 'cut')
  await storage.put(key, Readable.from([Buffer.from('at last')]))
  expect(peer.objects.get(key)?.toString()).toBe('at last')
  await storage.close()
})

describe('a deployment with a bucket', () => {
  let deployment: Deployment
  beforeAll(async () => {
    deployment = await startDeployment({}, { storage: makeS3Storage(peer.place) })
  })
  afterAll(() => deployment.close())

  test('keeps files sealed under the tenant’s key alone, and answers their ranges', async () => {
    const doctor = await deployment.signIn('acme', 'doctor')
    const ada = await filesOfPatient(doctor)
    const content = 'canary of a bucket '.repeat(20_000)
    const { id } = await ada.keep('Bucket.txt', content)
    const prefix = `tenants/${deployment.tenant('acme').id}/`
    const own = [...peer.objects].filter(([key]) => key.startsWith(prefix))
    expect(own).toHaveLength(1)
    expect(own[0]![1].includes('canary')).toBe(false)
    const part = await doctor.request({
      url: `${ada.url}/${id}/content`,
      headers: { range: 'bytes=70000-70018' },
    })
    expect([part.statusCode, part.body]).toEqual([206, content.slice(70_000, 70_019)])
  })

  test.each([
    ['is gone', (key: string) => peer.objects.delete(key)],
    ['was changed', (key: string) => peer.objects.get(key)!.fill(0, 500, 501)],
  ])('asks again for a piece of a file that %s', async (_what, harm) => {
    const doctor = await deployment.signIn('acme', 'doctor')
    const ada = await filesOfPatient(doctor)
    const { id } = (await ada.announce('Pieces.txt', 3000)).json()
    const before = new Set(peer.objects.keys())
    await ada.send(id, 'a'.repeat(1000), 0)
    const key = [...peer.objects.keys()].find((each) => !before.has(each))!
    await ada.send(id, 'b'.repeat(1000), 1000)
    harm(key)
    const refused = await ada.send(id, 'c'.repeat(1000), 2000)
    expect([refused.statusCode, refused.json()]).toMatchObject([409, { detail: 'Go on from 0.' }])
    expect((await ada.send(id, 'd'.repeat(3000), 0)).json()).toMatchObject({ state: 'ready' })
    const kept = await doctor.get(`${ada.url}/${id}/content`)
    expect(kept.body).toBe('d'.repeat(3000))
  })
})
