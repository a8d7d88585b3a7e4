import { sql } from 'kysely'
import { dropObjects, type FilePlace, type FileServices, removeObjects } from './objects.ts'
import { sealAnew } from './seal-anew.ts'
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
  // What cannot be sealed anew is tried again by the next.
  await sealAnew(files, place, { most: atOnce })
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
      .select('id')
      .where('state', 'in', ['storing', 'dropped'])
      .where('createdAt', '<', ago('1 day'))
      .orderBy('createdAt')
      .limit(atOnce)
      .execute(),
  )
  await removeObjects(files, place, left)
}
