import type { Stats } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { DomainError } from '#platform/http/domain-error.ts'

/** Whose upload: both ids are ours, so that a path made of them leads nowhere else. */
export interface UploadKey {
  tenantId: string
  importId: string
}

/** An upload that lies in the folder. */
export interface FoundUpload extends UploadKey {
  path: string
  /** All of it is here. */
  complete: boolean
  changedAt: Date
}

/**
 * The files that are sent in the browser, until they were imported: `files/tenants/<id>/imports/<import id>`. In a folder of
 * their own: what lies there without an import is removed.
 */
export interface Uploads {
  pathOf(key: UploadKey): string
  /**
   * Appends a stream at `offset`, and answers how much of the file is here then. What arrived before the sender went
   * away stays, so that he can go on from there.
   */
  receive(key: UploadKey, stream: Readable, place: { offset: number; sizeBytes: number }): Promise<number>
  remove(key: UploadKey): Promise<void>
  /** Oldest first, which is the order in which they were announced. */
  list(): Promise<FoundUpload[]>
}

const partSuffix = '.part'
const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function openUploads(dataFolder: string): Uploads {
  const tenants = join(dataFolder, 'files', 'tenants')
  const pathOf = ({ tenantId, importId }: UploadKey) => join(tenants, tenantId, 'imports', importId)
  const receiving = new Set<string>()
  return {
    pathOf,
    receive: async (key, stream, place) => {
      const path = pathOf(key)
      if (receiving.has(path))
        throw new DomainError('busy', { detail: 'The file is being sent already.', retryAfter: 5 })
      receiving.add(path)
      try {
        return await append(path, stream, place)
      } finally {
        receiving.delete(path)
      }
    },
    remove: async (key) => {
      await rm(pathOf(key), { force: true })
      await rm(pathOf(key) + partSuffix, { force: true })
    },
    list: async () => {
      const found: FoundUpload[] = []
      for (const tenantId of await namesIn(tenants)) {
        if (id.test(tenantId)) found.push(...(await uploadsIn(join(tenants, tenantId, 'imports'), tenantId)))
      }
      return found.sort((one, other) => (one.importId < other.importId ? -1 : 1))
    },
  }
}

async function append(
  path: string,
  stream: Readable,
  { offset, sizeBytes }: { offset: number; sizeBytes: number },
) {
  const part = path + partSuffix
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await openPart(part, offset)
  let received = offset
  try {
    // What an earlier sender wrote behind the point that was acknowledged is sent again.
    await file.truncate(offset)
    for await (const chunk of arriving(stream)) {
      if (received + chunk.length > sizeBytes) {
        throw new DomainError('too_large', { detail: 'More was sent than the import announced.' })
      }
      await file.write(chunk, 0, chunk.length, received)
      received += chunk.length
    }
    await file.sync()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    throw new DomainError('storage_full', { cause: error })
  } finally {
    await file.close()
  }
  if (received === sizeBytes) {
    await rename(part, path)
    await syncFolder(dirname(path))
  }
  return received
}

async function openPart(part: string, offset: number) {
  try {
    return await open(part, offset === 0 ? 'w' : 'r+', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new DomainError('conflict', {
      detail: 'What was sent before is gone. Stop this import and send the file anew.',
    })
  }
}

/** A sender that goes away ends the file for now; that is no error of ours. */
async function* arriving(stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) yield chunk
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ECONNRESET' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}

/** A rename is safe from a power cut once its folder is. Windows cannot open folders, and needs not. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function uploadsIn(folder: string, tenantId: string): Promise<FoundUpload[]> {
  const found: FoundUpload[] = []
  for (const name of await namesIn(folder)) {
    const complete = !name.endsWith(partSuffix)
    const importId = complete ? name : name.slice(0, -partSuffix.length)
    const about = id.test(importId) ? await aboutFile(join(folder, name)) : undefined
    if (about) found.push({ tenantId, importId, path: join(folder, name), complete, changedAt: about.mtime })
  }
  return found
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}

/** Undefined for what has gone meanwhile. */
async function aboutFile(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined)
}
