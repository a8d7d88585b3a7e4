import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect } from 'vitest'
import type { Deployment, Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import type { StoredFile } from '../files.contract.ts'

/** The files of one patient, as a page works with them. */
export interface PatientFiles {
  patientId: string
  url: string
  announce(name: string, sizeBytes: number, type?: string): ReturnType<Visitor['post']>
  send(fileId: string, content: Buffer | string, offset?: number): ReturnType<Visitor['request']>
  /** Announces and sends in one go. */
  keep(name: string, content: Buffer | string, type?: string): Promise<StoredFile>
  /** The answer to the content, whatever it is. */
  upload(name: string, content: Buffer | string, type?: string): ReturnType<Visitor['request']>
}

/** A doctor at Acme, and the files of her patient Ada. */
export function openClinicFiles() {
  const deployment = openDeployment()
  let doctor: Visitor
  let ada: PatientFiles
  beforeAll(async () => {
    doctor = await deployment.signIn('acme', 'doctor')
    ada = await filesOfPatient(doctor)
  })

  /** Nothing lies in the storage afterwards that did not before, and no storage is taken. */
  async function leavesNothing(work: () => Promise<void>) {
    const used = async () => (await doctor.get(ada.url)).json().storage.usedBytes as number
    const before = [await storedPaths(deployment), await used()]
    await work()
    expect([await storedPaths(deployment), await used()]).toEqual(before)
  }

  return {
    deployment,
    leavesNothing,
    get doctor() {
      return doctor
    },
    get ada() {
      return ada
    },
  }
}

/** Registers a patient and answers how files of hers are kept. */
export async function filesOfPatient(visitor: Visitor, givenName = 'Ada'): Promise<PatientFiles> {
  const registered = await visitor.post('/patients', { givenName, confirmedDuplicate: true })
  const patientId = registered.json().id as string
  const url = `/patients/${patientId}/files`
  const announce: PatientFiles['announce'] = (name, sizeBytes, type) =>
    visitor.post(url, { name, sizeBytes, ...(type && { type }) })
  const send: PatientFiles['send'] = (fileId, content, offset) =>
    visitor.request({
      method: 'PUT',
      url: `${url}/${fileId}/content${offset === undefined ? '' : `?offset=${offset}`}`,
      headers: { 'content-type': 'application/octet-stream' },
      payload: content,
    })
  const upload: PatientFiles['upload'] = async (name, content, type) => {
    const announced = await announce(name, Buffer.byteLength(content), type)
    return announced.statusCode === 201 ? send(announced.json().id, content) : announced
  }
  return {
    patientId,
    url,
    announce,
    send,
    upload,
    keep: async (name, content, type) => {
      const answer = await upload(name, content, type)
      if (answer.statusCode !== 200) throw new Error(answer.body)
      return answer.json() as StoredFile
    },
  }
}

/** Every object that lies in the storage folder, by its path below it. */
export async function storedPaths({ dataFolder }: Deployment): Promise<string[]> {
  const folder = join(dataFolder, 'files')
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
}
