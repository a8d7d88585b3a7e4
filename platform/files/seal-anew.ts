import { crashpoint } from '@tenantry/tenancy'
import type { Selectable } from 'kysely'
import type { FileTables } from './files.tables.ts'
import {
  type FilePlace,
  type FileServices,
  putObject,
  readObject,
  removeObjects,
  type StoredObject,
} from './objects.ts'

/** What was done of what older keys had sealed. */
export interface SealedAnew {
  sealed: number
  /** Objects that could not be read, and why. They stay as they are. */
  failed: { objectId: string; error: unknown }[]
}

/** As many rows as are read at one go. */
const pageSize = 200

/**
 * Seals each object that an older key holds with the newest. Killed at any point it leaves every file whole, under the one
 * key or the other, and goes on when it is run again.
 */
export async function sealAnew(
  files: FileServices,
  place: FilePlace,
  {
    most = Number.POSITIVE_INFINITY,
    onProgress = () => {},
  }: { most?: number; onProgress?: (done: number) => void } = {},
): Promise<SealedAnew> {
  const result: SealedAnew = { sealed: 0, failed: [] }
  // A tenant without files is given no key by being looked at.
  if ((await countObjects(place)) === 0) return result
  const { generation } = await files.keys.current(place.tenant.id)
  for (let after = firstId, done = 0; done < most; ) {
    const page = await listStale(place, { generation, after, limit: Math.min(pageSize, most - done) })
    for (const object of page) {
      crashpoint('seal anew')
      try {
        await sealObjectAnew(files, place, object)
        result.sealed++
      } catch (error) {
        result.failed.push({ objectId: object.id, error })
      }
      onProgress(++done)
    }
    if (page.length === 0) break
    after = page.at(-1)!.id
  }
  return result
}

const firstId = '00000000-0000-0000-0000-000000000000'

/** How many objects are stored; those alone that keys before a generation hold, where one is given. */
export async function countObjects(place: FilePlace, before?: number): Promise<number> {
  const { tenant, actor, data } = place
  const row = await data.read(tenant, actor, (db) => {
    const stored = db
      .selectFrom('core.file_objects')
      .select((count) => count.fn.countAll<number>().as('objects'))
      .where('state', '=', 'stored')
    return (before === undefined ? stored : stored.where('keyGeneration', '<', before)).executeTakeFirst()
  })
  return Number(row?.objects ?? 0)
}

function listStale(
  { tenant, actor, data }: FilePlace,
  { generation, after, limit }: { generation: number; after: string; limit: number },
): Promise<Stale[]> {
  return data.read(tenant, actor, (db) =>
    db
      .selectFrom('core.file_objects')
      .select(['id', 'fileId', 'folder', 'keyGeneration', 'sizeBytes', 'role', 'startsAt'])
      .where('state', '=', 'stored')
      .where('keyGeneration', '<', generation)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute(),
  )
}

type Stale = StoredObject &
  Pick<Selectable<FileTables['core.file_objects']>, 'fileId' | 'role' | 'sizeBytes' | 'startsAt'>

async function sealObjectAnew(files: FileServices, place: FilePlace, object: Stale) {
  const { tenant, actor, data } = place
  const sizeBytes = object.sizeBytes ?? 0
  const { read } = (await readObject(files, tenant.id, object))(sizeBytes)
  const { fileId, folder, role, startsAt } = object
  const about = { fileId, folder, role, startsAt }
  const anew = await putObject(files, place, { about, bytes: read({ start: 0, end: sizeBytes }) })
  const [gone] = await data.run(tenant, actor, async (tx) => {
    // Whoever deletes or replaces the file meanwhile has dropped the object, and this one is not needed either.
    const former = await tx
      .updateTable('core.file_objects')
      .set({ state: 'dropped' })
      .where('id', '=', object.id)
      .where('state', '=', 'stored')
      .returning('id')
      .executeTakeFirst()
    const state = former ? ({ state: 'stored', sizeBytes } as const) : ({ state: 'dropped' } as const)
    await tx.updateTable('core.file_objects').set(state).where('id', '=', anew.id).execute()
    if (former) {
      await tx
        .updateTable('core.files')
        .set({ objectId: anew.id })
        .where('id', '=', fileId)
        .where('objectId', '=', object.id)
        .execute()
    }
    return former ? [object] : [anew]
  })
  await removeObjects(files, place, gone ? [gone] : [])
}
