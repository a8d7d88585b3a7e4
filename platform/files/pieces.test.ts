import { open, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startDeployment } from '#test/deployment.ts'
import type { StoredFile } from './files.contract.ts'
import { makeLocalFolder } from './local-folder.ts'
import { filesOfPatient, openClinicFiles, storedPaths } from './test/clinic-files.ts'

const clinic = openClinicFiles()

test('a file that is sent in pieces goes on from what has arrived, and its pieces leave nothing behind', async () => {
  const content = Buffer.from('0123456789'.repeat(30_000))
  const before = (await storedPaths(clinic.deployment)).length
  const announced = (await clinic.ada.announce('Pieces.csv', content.length)).json()
  const first = await clinic.ada.send(announced.id, content.subarray(0, 100_000), 0)
  expect(first.json()).toMatchObject({ state: 'pending', receivedBytes: 100_000 })
  const again = await clinic.ada.send(announced.id, content.subarray(0, 100_000), 0)
  expect(again.json()).toMatchObject({ code: 'conflict', field: 'offset', detail: 'Go on from 100000.' })
  await clinic.ada.send(announced.id, content.subarray(100_000, 100_001), 100_000)
  const last = await clinic.ada.send(announced.id, content.subarray(100_001), 100_001)
  expect(last.json()).toMatchObject({ state: 'ready', receivedBytes: content.length })
  const download = await clinic.doctor.get(`${clinic.ada.url}/${announced.id}/content`)
  expect(download.rawPayload.equals(content)).toBe(true)
  expect(await storedPaths(clinic.deployment)).toHaveLength(before + 1)
  // The answer was lost: sending the last piece again is no error and changes nothing.
  expect((await clinic.ada.send(announced.id, content.subarray(100_001), 100_001)).json().state).toBe('ready')
})

test('of two who send the same piece at once one is kept', async () => {
  const announced = (await clinic.ada.announce('Twice.csv', 10)).json()
  const answers = await Promise.all([
    clinic.ada.send(announced.id, '01234', 0),
    clinic.ada.send(announced.id, '01234', 0),
  ])
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
  const done = await clinic.ada.send(announced.id, '56789', 5)
  expect(done.json().state).toBe('ready')
  expect((await clinic.doctor.get(`${clinic.ada.url}/${announced.id}/content`)).body).toBe('0123456789')
})

/** In the order in which they were sent: what is new among the stored. */
async function pathsOfPieces(file: StoredFile, content: Buffer, offsets: readonly number[]) {
  const paths: string[] = []
  for (const [at, offset] of offsets.entries()) {
    const before = await storedPaths(clinic.deployment)
    const piece = content.subarray(offset, offsets[at + 1])
    expect((await clinic.ada.send(file.id, piece, offset)).json()).toMatchObject({ state: 'pending' })
    const after = await storedPaths(clinic.deployment)
    paths.push(after.find((path) => !before.includes(path))!)
  }
  return paths.map((path) => join(clinic.deployment.dataFolder, 'files', path))
}

/** As a disk does it that has grown old. */
async function changeByte(path: string, at: number) {
  const file = await open(path, 'r+')
  const byte = Buffer.alloc(1)
  await file.read(byte, 0, 1, at)
  await file.write(Buffer.of(byte[0]! ^ 1), 0, 1, at)
  await file.close()
}

describe.each([
  ['is gone', (path: string) => rm(path)],
  ['was cut off', (path: string) => truncate(path, 100)],
  ['has another byte in the middle', (path: string) => changeByte(path, 50_000)],
  ['begins with another byte', (path: string) => changeByte(path, 0)],
])('where a piece that was confirmed %s', (_what, harm) => {
  test.each([0, 100_000])(
    'from byte %i on the sender goes on from there, and the file is whole',
    async (gap) => {
      const content = Buffer.from('0123456789'.repeat(25_000))
      const before = (await storedPaths(clinic.deployment)).length
      const file = (await clinic.ada.announce('Harmed.csv', content.length)).json() as StoredFile
      const paths = await pathsOfPieces(file, content.subarray(0, 200_000), [0, 100_000])
      await harm(paths[gap / 100_000]!)
      const refused = await clinic.ada.send(file.id, content.subarray(200_000), 200_000)
      expect([refused.statusCode, refused.json()]).toMatchObject([
        409,
        { code: 'conflict', field: 'offset', detail: `Go on from ${gap}.` },
      ])
      expect((await clinic.doctor.get(`${clinic.ada.url}/${file.id}`)).json()).toMatchObject({
        receivedBytes: gap,
      })
      const done = await clinic.ada.send(file.id, content.subarray(gap), gap)
      expect(done.json()).toMatchObject({ state: 'ready', receivedBytes: content.length })
      const download = await clinic.doctor.get(`${clinic.ada.url}/${file.id}/content`)
      expect(download.rawPayload.equals(content)).toBe(true)
      expect(await storedPaths(clinic.deployment)).toHaveLength(before + 1)
    },
  )
})

test('whoever asks at the same time for the same file to be made of its pieces gets it, too', async () => {
  const content = Buffer.from('0123456789'.repeat(25_000))
  const file = (await clinic.ada.announce('Joined.csv', content.length)).json() as StoredFile
  await pathsOfPieces(file, content.subarray(0, 200_000), [0, 100_000])
  const asked = [clinic.ada.send(file.id, content.subarray(200_000), 200_000)]
  for (let each = 0; each < 4; each++) asked.push(clinic.ada.send(file.id, '', content.length))
  for (const { statusCode, body } of await Promise.all(asked)) {
    // Before the last piece has come there is nothing to be made of.
    if (statusCode === 409) expect(JSON.parse(body)).toMatchObject({ detail: 'Go on from 200000.' })
    else expect(JSON.parse(body), body).toMatchObject({ state: 'ready' })
  }
  const rest = await Promise.all([0, 1, 2].map(() => clinic.ada.send(file.id, '', content.length)))
  expect(rest.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200])
  expect((await clinic.doctor.get(`${clinic.ada.url}/${file.id}/content`)).rawPayload.equals(content)).toBe(
    true,
  )
})

test('a file that is kept keeps its bytes, even where its pieces could not be removed', async () => {
  let broken = true
  const folder = join(clinic.deployment.dataFolder, 'of-another')
  const local = makeLocalFolder(folder)
  const storage: typeof local = {
    ...local,
    delete: async (key) => {
      if (broken && key.includes('/uploads/')) throw new Error('the disk does not answer')
      await local.delete(key)
    },
  }
  const other = await startDeployment({}, { storage })
  const files = await filesOfPatient(await other.signIn('acme', 'doctor'))
  const file = (await files.announce('Kept.txt', 10)).json() as StoredFile
  await files.send(file.id, '01234', 0)
  expect((await files.send(file.id, '56789', 5)).json()).toMatchObject({ state: 'ready' })
  broken = false
  const reader = await other.signIn('acme', 'doctor')
  expect((await reader.get(`${files.url}/${file.id}/content`)).body).toBe('0123456789')
  await other.close()
})
