import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import type { Visitor } from '#test/deployment.ts'
import { visitorOverHttp } from '#test/visitor-over-http.ts'
import type { StoredFile } from './files.contract.ts'
import type { FileTables } from './files.tables.ts'
import { openClinicFiles } from './test/clinic-files.ts'
import { tidyFiles } from './tidy.ts'

const clinic = openClinicFiles()

const content = Buffer.from(randomBytes(150_000).toString('hex'))
const third = content.length / 3
const actor = { kind: 'system', name: 'test' } as const
const place = () => ({
  tenant: clinic.deployment.tenant('acme'),
  actor,
  data: clinic.deployment.tenancy.tables<FileTables>(),
})

/** A server over the same databases and the same folder, that dies where it is told to. */
async function startServer(crashAt: string) {
  const program = join(import.meta.dirname, '..', '..', 'test', 'tenant-server.process.ts')
  const child = spawn(
    process.execPath,
    [program, clinic.deployment.databaseUrl, clinic.deployment.dataFolder],
    {
      env: { ...process.env, NODE_OPTIONS: '', TENANTRY_CRASH_AT: crashAt },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [port] = (await once(child.stdout!, 'data')) as [Buffer]
  return { child, origin: `http://localhost:${String(port).trim()}` }
}

/** As a browser sends it: announced, and then whole or in three pieces. Answers the file, if its announcing was answered. */
async function sendUntilKilled(origin: string, child: ChildProcess, inPieces: boolean) {
  const ended = once(child, 'exit')
  const sender = visitorOverHttp(origin, clinic.doctor)
  const send = async (options: Parameters<Visitor['request']>[0]) => {
    const answer = await sender.request(options)
    expect(answer.statusCode, answer.body).toBeLessThan(300)
    return answer.json() as StoredFile
  }
  let file: StoredFile | undefined
  try {
    file = await send({
      method: 'POST',
      url: clinic.ada.url,
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ name: 'Letter.txt', sizeBytes: content.length }),
    })
    const size = inPieces ? third : content.length
    for (let at = 0; at < content.length; at += size) {
      await send({
        method: 'PUT',
        url: `${clinic.ada.url}/${file.id}/content?offset=${at}`,
        headers: { 'content-type': 'application/octet-stream' },
        payload: content.subarray(at, at + size),
      })
    }
  } catch (error) {
    // The line is cut by the death of the server.
    if (!(error instanceof TypeError)) throw error
  }
  // One that has not died where it was told to is found by dying of this.
  child.kill('SIGTERM')
  const [, signal] = (await ended) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  return file
}

/** Everything in the storage, what is not finished too. */
async function lying() {
  const folder = join(clinic.deployment.dataFolder, 'files')
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return found
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort()
}

const usedBytes = async () => (await clinic.doctor.get(clinic.ada.url)).json().storage.usedBytes as number

/** A month goes by, and what is left is tidied up. */
async function tidyLater() {
  const { database } = clinic.deployment.tenant('acme').placement
  const as = { database, role: 'tenantry_maintenance' }
  await queryAsAdmin(clinic.deployment, as, `update core.files set changed_at = now() - interval '31 days'`)
  await queryAsAdmin(
    clinic.deployment,
    as,
    `update core.file_objects set created_at = now() - interval '31 days'`,
  )
  await tidyFiles(clinic.deployment.files, place())
}

const points: [point: string, inPieces: boolean][] = [
  ['storage reserved', false],
  ['object noted', false],
  ['bytes written#1', false],
  ['bytes written#3', false],
  ['content stored', false],
  ['content settled', false],
  ['object noted#2', true],
  ['bytes written#4', true],
  ['piece stored', true],
  ['piece settled', true],
  ['piece settled#3', true],
  ['content stored', true],
  ['content settled', true],
]

describe.each(points)('a server that is killed at "%s" (in pieces: %s)', (point, inPieces) => {
  test('has lost nothing that it confirmed: the upload goes on and is whole', async () => {
    const { child, origin } = await startServer(point)
    const file = await sendUntilKilled(origin, child, inPieces)
    if (!file) return expect(point).toBe('storage reserved')
    let { receivedBytes, state } = (
      await clinic.doctor.get(`${clinic.ada.url}/${file.id}`)
    ).json() as StoredFile
    expect(receivedBytes % third).toBe(0)
    if (point === 'piece settled') expect(receivedBytes).toBe(third)
    while (state !== 'ready') {
      const rest = content.subarray(receivedBytes, receivedBytes + third)
      const sent = await clinic.ada.send(file.id, rest, receivedBytes)
      expect(sent.statusCode, sent.body).toBe(200)
      ;({ receivedBytes, state } = sent.json() as StoredFile)
    }
    const download = await clinic.doctor.get(`${clinic.ada.url}/${file.id}/content`)
    expect(download.rawPayload.equals(content)).toBe(true)
  })

  test('leaves nothing where nobody goes on: no byte in the storage, no storage taken', async () => {
    await tidyLater()
    const before = [await lying(), await usedBytes()]
    const { child, origin } = await startServer(point)
    const file = await sendUntilKilled(origin, child, inPieces)
    const isKept = file && (await clinic.doctor.get(`${clinic.ada.url}/${file.id}`)).json().state === 'ready'
    if (isKept) {
      expect(point).toBe('content settled')
      await clinic.doctor.delete(`${clinic.ada.url}/${file.id}`)
    }
    await tidyLater()
    expect([await lying(), await usedBytes()]).toEqual(before)
  })
})
