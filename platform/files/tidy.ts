import { type Selectable, sql } from 'kysely'
import type { FileTables } from './files.tables.ts'
import {
  dropObjects,
  type FilePlace,
  type FileServices,
  putObject,
  readObject,
  removeObjects,
  type StoredObject,
} from './objects.ts'
import { releaseStorage } from './storage-usage.ts'
import { rejectFile } from './uploads.ts'

/** As many as are done at one go; the rest is done by the next. */
const atOnce = 200

const ago = (interval: string) => sql<string>`now() - ${interval}::interval`

/** Ends uploads that nobody goes on with, purges what was deleted long ago, and seals anew what an older key holds. */
export async function tidyFiles(files: FileServices, place: FilePlace): Promise<void> {
  await endAbandonedUploads(files, place)
  await purgeDeleted(files, place)
  await removeUnsettled(files, place)
  await sealAnew(files, place)
}

async function endAbandonedUploads(files: FileServices, place: FilePlace) {
  const abandoned = await place.data.read(place.tenant, place.actor, (db) =>
    db
      .selectFrom('core.files')
      .select('id')
      .where('state', '=', 'pending')
      .where('changedAt', '<', ago('1 day'))
      .orderBy('changedAt')
      .limit(atOnce)
      .execute(),
  )
  for (const row of abandoned) await rejectFile(files, place, row, 'abandoned')
}

/** Thirty days after a file was deleted its bytes go, and its storage is free. Of what was refused the row goes then, too. */
async function purgeDeleted(files: FileServices, place: FilePlace) {
  const { tenant, actor, data } = place
  const old = await data.read(tenant, actor, (db) =>
    db
      .selectFrom('core.files')
      .select('id')
      .where('state', 'in', ['deleted', 'rejected'])
      .where('changedAt', '<', ago('30 days'))
      .orderBy('changedAt')
      .limit(atOnce)
      .execute(),
  )
  for (const { id } of old) {
    const dropped = await data.run(tenant, actor, async (tx) => {
      // Whoever restores it just now waits, or was first and keeps it.
      const row = await tx
        .updateTable('core.files')
        .set({ state: 'rejected', reason: 'purged', objectId: null })
        .where('id', '=', id)
        .where('state', 'in', ['deleted', 'rejected'])
        .returning('countedBytes')
        .executeTakeFirst()
      if (!row) return []
      await tx.updateTable('core.files').set({ countedBytes: 0 }).where('id', '=', id).execute()
      await releaseStorage(tx, row.countedBytes)
      return dropObjects(tx, id)
    })
    await removeObjects(files, place, dropped)
    await data.one(tenant, actor, (tx) =>
      tx
        .deleteFrom('core.files')
        .where('id', '=', id)
        .where('state', '=', 'rejected')
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('core.file_objects as object')
                .select('object.id')
                .where('object.fileId', '=', id),
            ),
          ),
        ),
    )
  }
}

/** What a killed process was just storing, or about to delete. */
async function removeUnsettled(files: FileServices, place: FilePlace) {
  const left = await place.data.read(place.tenant, place.actor, (db) =>
    db
      .selectFrom('core.file_objects')
      .select(['id', 'folder'])
      .where('state', 'in', ['storing', 'dropped'])
      .where('createdAt', '<', ago('1 day'))
      .orderBy('createdAt')
      .limit(atOnce)
      .execute(),
  )
  await removeObjects(files, place, left)
}

/** After a rotation: each object that an older key holds is sealed with the newest, a few at a time. */
async function sealAnew(files: FileServices, place: FilePlace) {
  const { tenant, actor, data } = place
  const kept = await data.read(tenant, actor, (db) =>
    db.selectFrom('core.file_objects').select('id').where('state', '=', 'stored').limit(1).executeTakeFirst(),
  )
  // A tenant without files is given no key by being looked at.
  if (!kept) return
  const { generation } = await files.keys.current(tenant.id)
  const stale = await data.read(tenant, actor, (db) =>
    db
      .selectFrom('core.file_objects')
      .select(['id', 'fileId', 'folder', 'keyGeneration', 'sizeBytes', 'role', 'startsAt'])
      .where('state', '=', 'stored')
      .where('keyGeneration', '<', generation)
      .orderBy('keyGeneration')
      .limit(atOnce)
      .execute(),
  )
  for (const object of stale) await sealObjectAnew(files, place, object)
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
