import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listPatients } from '#apps/clinic/patients/patients.contract.ts'
import { type Deployment, startDeployment, type Visitor } from '#test/deployment.ts'
import * as contract from './imports.contract.ts'
import { writeZip } from './test/archives.ts'
import { bundleOf, condition, patient } from './test/bundles.ts'
import { type Importing, startImporting } from './test/importing.ts'
import { openUploads } from './uploads.ts'

let deployment: Deployment
let importing: Importing
let owner: Visitor
let stranger: Visitor
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenantry-uploads-'))
  deployment = await startDeployment({ dataFolder: folder })
  importing = await startImporting(deployment)
  owner = await deployment.signIn('acme', 'owner')
  stranger = await deployment.signIn('globex', 'owner')
})
afterAll(async () => {
  await deployment.close()
  await importing.remove()
  await rm(folder, { recursive: true, force: true })
})

const bundle = (id: string) => bundleOf([patient(id), condition(`c-${id}`, id)])
const create = (visitor: Visitor, content: Buffer | string, name = 'records.json') =>
  visitor.call(contract.createImport, { body: { name, sizeBytes: Buffer.byteLength(content) } })
const send = (visitor: Visitor, importId: string, content: Buffer | string, offset = 0) =>
  visitor.call(contract.sendImportContent, {
    params: { importId },
    query: { offset },
    upload: new Blob([new Uint8Array(Buffer.from(content))], { type: 'application/octet-stream' }),
  })
const look = (visitor: Visitor, importId: string) =>
  visitor.call(contract.getImport, { params: { importId } })

const uploadPath = (slug: 'acme' | 'globex', importId: string) =>
  openUploads(folder).pathOf({ tenantId: deployment.tenant(slug).id, importId })

async function finished(visitor: Visitor, importId: string): Promise<contract.Import> {
  await expect
    .poll(async () => (await look(visitor, importId)).finishedAt, { timeout: 20_000 })
    .not.toBeNull()
  return look(visitor, importId)
}

test('a file that is sent is worked off, tells how far it is, and is found again', async () => {
  const path = join(folder, 'records.zip')
  await writeZip(path, [
    { name: 'a.json', content: bundle('sent') },
    { name: 'bad.json', content: '{"resourceType":' },
  ])
  const content = await readFile(path)
  const announced = await create(owner, content, 'Records of Dr. Rao.zip')
  expect(announced).toMatchObject({
    state: 'uploading',
    receivedBytes: 0,
    sizeBytes: content.length,
    share: 0,
  })
  const sent = await send(owner, announced.id, content)
  expect(sent.receivedBytes).toBe(content.length)
  expect(['waiting', 'running', 'done']).toContain(sent.state)

  const done = await finished(owner, announced.id)
  expect(done).toMatchObject({
    name: 'Records of Dr. Rao.zip',
    state: 'done',
    read: 2,
    created: 2,
    failed: 0,
    problems: 1,
    share: 1,
    secondsLeft: null,
  })
  expect(done.types).toContainEqual({
    type: 'Patient',
    read: 1,
    created: 1,
    updated: 0,
    unchanged: 0,
    failed: 0,
  })
  const problems = await owner.call(contract.listImportProblems, { params: { importId: done.id }, query: {} })
  expect(problems.items).toEqual([
    { no: 1, path: 'bad.json', entry: null, type: null, reason: 'the file ends too early: it was cut off' },
  ])
  const listed = await owner.call(contract.listImports, { query: {} })
  expect(listed.items).toContainEqual(done)
  expect((await owner.call(listPatients, { query: { q: 'meera' } })).items.length).toBeGreaterThan(0)
  expect((await stranger.call(listPatients, { query: { q: 'meera' } })).items).toEqual([])
  await expect.poll(() => existsSync(uploadPath('acme', done.id))).toBe(false)
})

test('an interrupted upload goes on where it was', async () => {
  const content = bundle('in-parts')
  const { id } = await create(owner, content)
  expect(await send(owner, id, content.slice(0, 100))).toMatchObject({
    state: 'uploading',
    receivedBytes: 100,
  })
  await expect(send(owner, id, content)).rejects.toMatchObject({
    code: 'conflict',
    field: 'offset',
    detail: 'Go on from 100.',
  })
  await expect(send(owner, id, content, 100)).rejects.toMatchObject({ code: 'too_large' })
  expect(await send(owner, id, content.slice(100, 150), 100)).toMatchObject({ receivedBytes: 150 })
  await send(owner, id, content.slice(150), 150)
  expect(await finished(owner, id)).toMatchObject({ state: 'done', created: 2 })
  await expect(send(owner, id, content)).rejects.toMatchObject({ code: 'conflict' })
})

test('what arrived before a sender went away is kept', async () => {
  const uploads = openUploads(await mkdtemp(join(folder, 'away-')))
  const key = { tenantId: deployment.tenant('acme').id, importId: randomUUID() }
  async function* breakingOff() {
    yield Buffer.from('0123456789')
    throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
  }
  const place = { offset: 0, sizeBytes: 15 }
  expect(await uploads.receive(key, Readable.from(breakingOff()), place)).toBe(10)
  expect(await uploads.receive(key, Readable.from([Buffer.from('abcde')]), { ...place, offset: 10 })).toBe(15)
  expect(await readFile(uploads.pathOf(key), 'utf8')).toBe('0123456789abcde')
})

test('the same announcement twice, with its key, is one import', async () => {
  const body = { name: 'once.json', sizeBytes: 10 }
  const idempotencyKey = randomUUID()
  const first = await owner.call(contract.createImport, { body }, { idempotencyKey })
  const second = await owner.call(contract.createImport, { body }, { idempotencyKey })
  expect(second.id).toBe(first.id)
})

test.each([
  [{ name: '', sizeBytes: 1 }, 'invalid_input', 'name'],
  [{ name: 'x', sizeBytes: 0 }, 'invalid_input', 'sizeBytes'],
  [{ name: 'x', sizeBytes: 1e13 }, 'invalid_input', 'sizeBytes'],
  [{ name: 'x', sizeBytes: 1, source: '../x' }, 'invalid_input', 'source'],
  [{ name: 'x', sizeBytes: 1, tenantId: randomUUID() }, 'invalid_input', 'tenantId'],
])('the announcement %j is refused with %s at %s', async (body, code, field) => {
  const { items: before } = await owner.call(contract.listImports, { query: {} })
  await expect(owner.call(contract.createImport, { body: body as never })).rejects.toMatchObject({
    code,
    field,
  })
  expect((await owner.call(contract.listImports, { query: {} })).items).toEqual(before)
})

test('content of another type is not taken', async () => {
  const { id } = await create(owner, 'hello')
  const upload = new Blob(['hello'], { type: 'text/html' })
  const refused = owner.call(contract.sendImportContent, { params: { importId: id }, query: {}, upload })
  await expect(refused).rejects.toMatchObject({ code: 'unsupported_media_type' })
})

test('another clinic’s import is nowhere', async () => {
  const { id } = await create(owner, bundle('private'))
  const params = { importId: id }
  for (const attempt of [
    () => look(stranger, id),
    () => send(stranger, id, bundle('private')),
    () => stranger.call(contract.cancelImport, { params }),
    () => stranger.call(contract.listImportProblems, { params, query: {} }),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
  }
  expect(
    (await stranger.call(contract.listImports, { query: {} })).items.map((each) => each.id),
  ).not.toContain(id)
  expect(await look(owner, id)).toMatchObject({ state: 'uploading', receivedBytes: 0 })
})

test('who may read records sees imports and starts none', async () => {
  const viewer = await deployment.signIn('acme', 'viewer')
  const { id } = await create(owner, 'x')
  expect(await look(viewer, id)).toMatchObject({ id })
  await expect(create(viewer, 'x')).rejects.toMatchObject({ code: 'forbidden' })
  await expect(send(viewer, id, 'x')).rejects.toMatchObject({ code: 'forbidden' })
  await expect(viewer.call(contract.cancelImport, { params: { importId: id } })).rejects.toMatchObject({
    code: 'forbidden',
  })
  const desk = await deployment.signIn('acme', 'receptionist')
  await expect(look(desk, id)).rejects.toMatchObject({ code: 'forbidden' })
})

test('an upload that is stopped is over, and stopping twice is no error', async () => {
  const { id } = await create(owner, bundle('stopped'))
  await send(owner, id, bundle('stopped').slice(0, 50))
  const params = { importId: id }
  expect(await owner.call(contract.cancelImport, { params })).toMatchObject({ state: 'canceled' })
  expect(await owner.call(contract.cancelImport, { params })).toMatchObject({ state: 'canceled' })
  await expect(send(owner, id, bundle('stopped').slice(50), 50)).rejects.toMatchObject({ code: 'conflict' })
})

test('lists go on page by page', async () => {
  for (let i = 0; i < 3; i++) await create(owner, 'x', `page-${i}`)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await owner.call(contract.listImports, { query: { limit: 2, ...(cursor && { cursor }) } })
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next ?? undefined
  } while (cursor)
  expect(seen).toEqual([...new Set(seen)].sort().reverse())
  await expect(owner.call(contract.listImports, { query: { cursor: 'bm9uc2Vuc2U' } })).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'cursor',
  })
})
