import { crashpoint } from '@tenantry/tenancy'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Storage } from './storage.ts'
import { isTenantId, makeTenantPrefix, requireStorageKey, storageFolders } from './storage-key.ts'

/** Of a file whose bytes are still arriving. Each key is used once, so that nobody else writes to it. */
const ending = '.unfinished'

/** Keeps objects as files below a folder that only the server's account may read. */
export function makeLocalFolder(folder: string): Storage {
  const pathOf = (key: string) => join(folder, requireStorageKey(key))

  return {
    async put(key, bytes) {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const unfinished = `${path}${ending}`
      try {
        await writeDurably(unfinished, bytes)
        await rename(unfinished, path)
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
      await syncFolder(dirname(path))
    },
    async *get(key, { start, end }) {
      const path = pathOf(key)
      // A read stream's end is inclusive, so that it cannot be told to read nothing.
      if (end > start) yield* createReadStream(path, { start, end: end - 1 }) as AsyncIterable<Buffer>
    },
    async head(key) {
      const path = pathOf(key)
      try {
        return (await stat(path)).size
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    async delete(key) {
      // What a killed process had not finished lies beside it.
      for (const path of [pathOf(key), `${pathOf(key)}${ending}`]) await rm(path, { force: true })
    },
    async openTenant(tenantId) {
      const own = join(folder, makeTenantPrefix(tenantId))
      for (const name of storageFolders) await mkdir(join(own, name), { recursive: true, mode: 0o700 })
      for (const path of [own, dirname(own)]) await syncFolder(path)
    },
    async removeTenant(tenantId) {
      await rm(join(folder, makeTenantPrefix(tenantId)), { recursive: true, force: true })
    },
    async listTenants() {
      try {
        return (await readdir(join(folder, 'tenants'))).filter(isTenantId)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
    },
  }
}

async function writeDurably(path: string, bytes: AsyncIterable<Uint8Array>) {
  const file = await open(path, 'w', 0o600)
  try {
    for await (const chunk of bytes) {
      await file.writeFile(chunk)
      crashpoint('bytes written')
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The new name is in the folder, which has to reach the disk as well. */
async function syncFolder(path: string) {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
