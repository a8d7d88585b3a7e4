import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Tenant } from '@tenantry/tenancy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesOfPatient } from '#platform/files/test/clinic-files.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { startImportRunner } from './import-runner.ts'
import { insertImport } from './imports.ts'
import { bundleOf, condition, patient } from './test/bundles.ts'
import { actor, type Importing, startImporting } from './test/importing.ts'
import { openUploads } from './uploads.ts'

const deployment = openDeployment()
let importing: Importing
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenantry-uploads-'))
  importing = await startImporting(deployment)
})
afterAll(async () => {
  await importing.remove()
  await rm(folder, { recursive: true, force: true })
})

const bundle = (id: string) => bundleOf([patient(id), condition(`c-${id}`, id)])

/** An upload as a killed server leaves it: its file in a folder, and its row. */
async function leaveUpload(
  clinic: Tenant,
  dataFolder: string,
  content: string,
  receivedBytes = content.length,
) {
  const row = await importing.db.run(clinic, actor, (tx) =>
    insertImport(tx, {
      name: 'left.json',
      source: 'fhir',
      sizeBytes: content.length,
      receivedBytes,
      createdBy: null,
    }),
  )
  const path = openUploads(dataFolder).pathOf({ tenantId: clinic.id, importId: row.id })
  await mkdir(dirname(path), { recursive: true })
  return { id: row.id, path }
}

const stateOf = async (clinic: Tenant, importId: string) =>
  (await importing.rowsOf(clinic, 'clinic.imports')).find(({ id }) => id === importId)?.state

test('what a killed server left is taken up by the next one, also from two folders’ readers at once', async () => {
  const clinic = await importing.newClinic()
  const dataFolder = await mkdtemp(join(folder, 'left-'))
  const waiting = await leaveUpload(clinic, dataFolder, bundle('left'))
  await writeFile(waiting.path, bundle('left'))
  // Killed between the last byte and saying so.
  const unsaid = await leaveUpload(clinic, dataFolder, bundle('unsaid'), 10)
  await writeFile(unsaid.path, bundle('unsaid'))
  const unfinished = await leaveUpload(clinic, dataFolder, bundle('unfinished'), 10)
  await writeFile(`${unfinished.path}.part`, bundle('unfinished').slice(0, 20))
  const abandoned = await leaveUpload(clinic, dataFolder, bundle('abandoned'), 10)
  await writeFile(`${abandoned.path}.part`, bundle('abandoned').slice(0, 20))
  await utimes(`${abandoned.path}.part`, new Date(), new Date(Date.now() - 25 * 3600 * 1000))

  const errors: unknown[] = []
  const options = {
    uploads: openUploads(dataFolder),
    onError: (error: unknown) => void errors.push(error),
    sweepMs: 50,
  }
  const runners = [
    startImportRunner(deployment.tenancy, options),
    startImportRunner(deployment.tenancy, options),
  ]
  await expect.poll(() => stateOf(clinic, unsaid.id), { timeout: 20_000 }).toBe('done')
  await expect.poll(() => stateOf(clinic, abandoned.id)).toBe('canceled')
  await expect.poll(() => existsSync(unsaid.path) || existsSync(`${abandoned.path}.part`)).toBe(false)
  await Promise.all(runners.map((runner) => runner.close()))

  expect(errors).toEqual([])
  expect(await stateOf(clinic, waiting.id)).toBe('done')
  expect(await stateOf(clinic, unfinished.id)).toBe('uploading')
  expect(existsSync(`${unfinished.path}.part`)).toBe(true)
  expect(await importing.rowsOf(clinic, 'clinic.patients')).toHaveLength(2)
})

test('imports of a suspended clinic wait until it is back', async () => {
  const clinic = await importing.newClinic()
  const dataFolder = await mkdtemp(join(folder, 'suspended-'))
  const { id, path } = await leaveUpload(clinic, dataFolder, bundle('later'))
  await writeFile(path, bundle('later'))
  const changed = async (status: string) =>
    expect.poll(() => deployment.tenancy.directory.byId(clinic.id)?.status).toBe(status)
  await deployment.fleet.suspend(clinic.slug, 'unpaid')
  await changed('suspended')

  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const runner = startImportRunner(deployment.tenancy, {
    uploads: openUploads(dataFolder),
    onError,
    sweepMs: 60_000,
  })
  await runner.idle()
  expect(await stateOf(clinic, id)).toBe('waiting')
  await deployment.fleet.resume(clinic.slug)
  await changed('active')
  runner.wake()
  await runner.idle()
  expect(await stateOf(clinic, id)).toBe('done')
  await runner.close()
  expect(errors).toEqual([])
})

test('the pieces of a file that is on its way to a patient are nothing that an import has left', async () => {
  const files = await filesOfPatient(await deployment.signIn('acme', 'doctor'))
  const { id } = (await files.announce('Letter.txt', 10)).json()
  await files.send(id, '01234', 0)
  const runner = startImportRunner(deployment.tenancy, {
    uploads: openUploads(deployment.dataFolder),
    onError: (error) => expect.unreachable(String(error)),
  })
  await runner.idle()
  await runner.close()
  expect((await files.send(id, '56789', 5)).json()).toMatchObject({ state: 'ready' })
})
