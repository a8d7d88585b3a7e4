import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { dataEventsOf } from '#test/audit-events.ts'
import type { FileTables } from './files.tables.ts'
import { filesOfPatient, openClinicFiles, storedPaths } from './test/clinic-files.ts'
import { tidyFiles } from './tidy.ts'

const clinic = openClinicFiles()

const actor = { kind: 'system', name: 'test' } as const
const place = () => ({
  tenant: clinic.deployment.tenant('acme'),
  actor,
  data: clinic.deployment.tenancy.tables<FileTables>(),
})

const restore = (id: string) =>
  clinic.doctor.request({ method: 'POST', url: `${clinic.ada.url}/${id}/restore` })
const usedBytes = async () => (await clinic.doctor.get(clinic.ada.url)).json().storage.usedBytes as number

/** Lets everything of Acme's that waits for a day or a month have waited long enough. */
async function letTimePass() {
  await place().data.run(place().tenant, actor, async (tx) => {
    await tx.updateTable('core.files').set({ changedAt: sql`now() - interval '31 days'` }).execute()
  })
}

test('a file that is sent in one go is kept, listed and downloaded as it was', async () => {
  const content = Buffer.from('Shows no fracture.')
  const kept = await clinic.ada.keep('Letter of Dr. Rao.txt', content)
  expect(kept).toMatchObject({
    name: 'Letter of Dr. Rao.txt',
    type: 'text/plain',
    state: 'ready',
    sizeBytes: content.length,
    receivedBytes: content.length,
    duplicateOf: null,
  })
  const { items } = (await clinic.doctor.get(clinic.ada.url)).json()
  expect(items.map(({ id }: { id: string }) => id)).toContain(kept.id)
  const download = await clinic.doctor.get(`${clinic.ada.url}/${kept.id}/content`)
  expect(download.rawPayload.equals(content)).toBe(true)
  expect(download.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
  })
  expect(download.headers['content-disposition']).toMatch(/^attachment; filename="Letter of Dr. Rao.txt"/)
})

test('nothing of a file lies in the storage in the clear, nor under its name', async () => {
  const { id } = await clinic.ada.keep('Canary name 7741.txt', 'canary content 7741')
  for (const path of await storedPaths(clinic.deployment)) {
    expect(path).toMatch(/^tenants\/[0-9a-f-]{36}\/(documents|uploads|medical-imaging)\/[0-9a-f-]{36}$/)
    expect(path).not.toContain(id)
    expect((await readFile(join(clinic.deployment.dataFolder, 'files', path))).includes('canary')).toBe(false)
  }
})

test('a range is answered alone, one behind the end is refused, and several are the whole', async () => {
  const content = randomBytes(200_000)
  const text = content.toString('hex')
  const { id } = await clinic.ada.keep('Long.txt', text)
  const ask = (range: string, more: Record<string, string> = {}) =>
    clinic.doctor.request({ url: `${clinic.ada.url}/${id}/content`, headers: { range, ...more } })
  const part = await ask('bytes=65530-131080')
  expect([part.statusCode, part.headers['content-range']]).toEqual([206, `bytes 65530-131080/${text.length}`])
  expect(part.body).toBe(text.slice(65_530, 131_081))
  expect((await ask('bytes=-5')).body).toBe(text.slice(-5))
  expect((await ask(`bytes=${text.length - 3}-`)).body).toBe(text.slice(-3))
  expect((await ask(`bytes=${text.length}-`)).json().code).toBe('range_not_satisfiable')
  expect((await ask('bytes=0-1,4-5')).body).toBe(text)
  expect((await ask('bytes=0-1', { 'if-range': '"another"' })).body).toBe(text)
  expect((await ask('bytes=0-1', { 'if-range': String(part.headers.etag) })).body).toBe(text.slice(0, 2))
})

test('a file of one patient is none of another’s, whatever is asked of it', async () => {
  const { id } = await clinic.ada.keep('Of Ada.txt', 'of Ada alone')
  const grace = await filesOfPatient(clinic.doctor, 'Grace')
  for (const way of ['', '/content', '/thumbnail'])
    expect((await clinic.doctor.get(`${grace.url}/${id}${way}`)).statusCode).toBe(404)
  const link = await clinic.doctor.post(`${grace.url}/${id}/links`, { disposition: 'attachment' })
  expect([link.statusCode, (await clinic.doctor.delete(`${grace.url}/${id}`)).statusCode]).toEqual([404, 404])
  expect((await grace.send(id, 'x', 0)).statusCode).toBe(404)
  expect((await clinic.doctor.get(`${clinic.ada.url}/${id}/content`)).body).toBe('of Ada alone')
})

test('the same content again is kept and said to be there already', async () => {
  const first = await clinic.ada.keep('One.txt', 'the very same')
  const second = await clinic.ada.keep('Other.txt', 'the very same')
  expect(second.duplicateOf).toBe(first.id)
  const somebodyElse = await filesOfPatient(clinic.doctor, 'Grace')
  expect((await somebodyElse.keep('One.txt', 'the very same')).duplicateOf).toBeNull()
})

test('storage is taken when a file is announced, and given back when it is stopped or refused', async () => {
  const before = await usedBytes()
  const stopped = (await clinic.ada.announce('Stopped.txt', 1000)).json()
  await clinic.ada.send(stopped.id, 'a beginning', 0)
  expect(await usedBytes()).toBe(before + 1000)
  await clinic.doctor.delete(`${clinic.ada.url}/${stopped.id}`)
  expect(await usedBytes()).toBe(before)
  expect((await clinic.doctor.get(`${clinic.ada.url}/${stopped.id}`)).statusCode).toBe(404)
  expect((await clinic.ada.upload('Refused.pdf', 'no PDF at all')).json().code).toBe('file_type_mismatch')
  expect(await usedBytes()).toBe(before)
})

test('what was deleted is out of sight, can be restored, and is purged after thirty days', async () => {
  const { id } = await clinic.ada.keep('Deleted.txt', 'to be deleted')
  const before = await usedBytes()
  expect((await clinic.doctor.delete(`${clinic.ada.url}/${id}`)).statusCode).toBe(200)
  for (const way of ['', '/content', '/thumbnail'])
    expect((await clinic.doctor.get(`${clinic.ada.url}/${id}${way}`)).statusCode).toBe(404)
  await tidyFiles(clinic.deployment.files, place())
  expect(await usedBytes()).toBe(before)
  expect((await restore(id)).statusCode).toBe(200)
  expect((await clinic.doctor.get(`${clinic.ada.url}/${id}/content`)).body).toBe('to be deleted')

  await clinic.doctor.delete(`${clinic.ada.url}/${id}`)
  const lying = (await storedPaths(clinic.deployment)).length
  await letTimePass()
  await tidyFiles(clinic.deployment.files, place())
  expect(await usedBytes()).toBeLessThan(before)
  expect((await storedPaths(clinic.deployment)).length).toBeLessThan(lying)
  expect((await restore(id)).statusCode).toBe(404)
})

test('an upload that nobody goes on with ends, and what a killed process left goes', async () => {
  await tidyFiles(clinic.deployment.files, place())
  const before = await usedBytes()
  const { id } = (await clinic.ada.announce('Abandoned.txt', 500)).json()
  await clinic.ada.send(id, 'half', 0)
  await letTimePass()
  await tidyFiles(clinic.deployment.files, place())
  expect(await usedBytes()).toBe(before)
  const left = await place().data.read(place().tenant, actor, (db) =>
    db.selectFrom('core.file_objects').select('id').where('fileId', '=', id).execute(),
  )
  expect(left).toEqual([])
})

test('a thumbnail is small, made once, and without what the camera wrote', async () => {
  const photo = await sharp({ create: { width: 2000, height: 1000, channels: 3, background: '#8888cc' } })
    .withExif({ IFD0: { Copyright: 'canary of a camera' } })
    .jpeg()
    .toBuffer()
  expect(photo.includes('canary of a camera')).toBe(true)
  const { id } = await clinic.ada.keep('Hand.jpg', photo)
  const thumbnail = await clinic.doctor.get(`${clinic.ada.url}/${id}/thumbnail`)
  expect(thumbnail.headers['content-type']).toBe('image/webp')
  expect(await sharp(thumbnail.rawPayload).metadata()).toMatchObject({ width: 320, height: 160 })
  expect(thumbnail.rawPayload.includes('canary')).toBe(false)
  const lying = (await storedPaths(clinic.deployment)).length
  await clinic.doctor.get(`${clinic.ada.url}/${id}/thumbnail`)
  expect(await storedPaths(clinic.deployment)).toHaveLength(lying)
})

test('that a patient’s file was read, downloaded or opened by a link is in the audit', async () => {
  const { id } = await clinic.ada.keep('Audited.txt', 'of somebody')
  const made = await clinic.doctor.post(`${clinic.ada.url}/${id}/links`, { disposition: 'attachment' })
  const { token } = made.json()
  const answers = [
    await clinic.doctor.get(`${clinic.ada.url}/${id}/content`),
    await clinic.deployment.visit('acme').get(`/file-links?token=${token}`),
  ]
  const events = await dataEventsOf(clinic.deployment, 'acme')
  for (const answer of answers) {
    expect(answer.body).toBe('of somebody')
    const event = events.find(({ request_id }) => request_id === answer.headers['x-request-id'])
    expect(event).toMatchObject({
      entity: 'file',
      entity_id: id,
      patient_id: clinic.ada.patientId,
      actor_kind: 'member',
    })
    expect(JSON.stringify(event)).not.toContain(token)
  }
})

test('after a rotation files are sealed anew, and a destroyed key opens nothing', async () => {
  const tenant = clinic.deployment.tenant('globex')
  const owner = await clinic.deployment.signIn('globex', 'owner')
  const bob = await filesOfPatient(owner, 'Bob')
  const { id } = await bob.keep('Rotated.txt', 'sealed twice')
  const there = { tenant, actor, data: clinic.deployment.tenancy.tables<FileTables>() }
  const generations = () =>
    there.data.read(tenant, actor, (db) =>
      db.selectFrom('core.file_objects').select('keyGeneration').where('state', '=', 'stored').execute(),
    )
  expect(await clinic.deployment.files.keys.rotate(tenant.id)).toBe(2)
  expect((await owner.get(`${bob.url}/${id}/content`)).body).toBe('sealed twice')
  await tidyFiles(clinic.deployment.files, there)
  expect(await generations()).toEqual([{ keyGeneration: 2 }])
  expect((await owner.get(`${bob.url}/${id}/content`)).body).toBe('sealed twice')

  await clinic.deployment.files.keys.destroy(tenant.id)
  expect((await owner.get(`${bob.url}/${id}/content`)).statusCode).toBe(410)
  expect((await bob.upload('New.txt', 'nothing is kept')).statusCode).toBe(410)
  expect((await clinic.ada.keep('Acme goes on.txt', 'of another clinic')).state).toBe('ready')
})

test('nothing of another tenant is in the lists, the answers, the storage or the log of a tenant', async () => {
  const solo = await clinic.deployment.signIn('solo', 'owner')
  const carol = await filesOfPatient(solo, 'Carol')
  const theirs = await carol.keep('canary7741.txt', 'canary7741 canary7741')
  const made = await solo.post(`${carol.url}/${theirs.id}/links`, { disposition: 'attachment' })
  const answers = await Promise.all([
    clinic.doctor.get(clinic.ada.url),
    clinic.doctor.get(carol.url),
    clinic.doctor.get(`${clinic.ada.url}/${theirs.id}`),
    clinic.doctor.get(`${clinic.ada.url}/${theirs.id}/content`),
    clinic.doctor.get(`${clinic.ada.url}/${theirs.id}/thumbnail`),
    clinic.doctor.get(`${carol.url}/${theirs.id}/content`),
    clinic.doctor.get(`/file-links?token=${made.json().token}`),
  ])
  for (const { body, headers } of answers) expect(body + JSON.stringify(headers)).not.toContain('canary7741')
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 404, 404, 404, 404, 404, 403])
  expect(clinic.deployment.log()).not.toContain('canary7741')
  const folder = `tenants/${clinic.deployment.tenant('solo').id}/`
  expect((await storedPaths(clinic.deployment)).some((path) => path.startsWith(folder))).toBe(true)
})
