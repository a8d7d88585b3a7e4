import type { Actor, Tenancy } from '@tenantry/tenancy'
import { Type } from 'typebox'
import { strictObject } from '#contract/route.ts'
import { eachOf } from '#platform/outbox/clock.ts'
import type { ControlErrand, TenantErrand } from '#platform/outbox/jobs.ts'
import type { FileTables } from './files.tables.ts'
import { type FileServices, removeObjects } from './objects.ts'
import { tidyFiles } from './tidy.ts'

const actor: Actor = { kind: 'system', name: 'files' }
const Nothing = strictObject({})
const OneFile = strictObject({ fileId: Type.String() })

/** The bytes of an upload that was stopped. */
const removeFileObjects = (files: FileServices): TenantErrand<typeof OneFile, FileTables> => ({
  kind: 'tenant-errand',
  payload: OneFile,
  perform: async (place, { fileId }) => {
    const dropped = await place.data.read(place.tenant, place.actor, (db) =>
      db
        .selectFrom('core.file_objects')
        .select('id')
        .where('fileId', '=', fileId)
        .where('state', '=', 'dropped')
        .execute(),
    )
    await removeObjects(files, place, dropped)
  },
})

/** What is left lying: in every tenant. */
const tidyAllFiles = (tenancy: Tenancy, files: FileServices): ControlErrand<typeof Nothing, unknown> => ({
  kind: 'control-errand',
  payload: Nothing,
  timeoutMs: 30 * 60_000,
  perform: async (_control, _payload, { signal }) => {
    const tenants = tenancy.directory.all().filter(({ status }) => status === 'active')
    await eachOf(tenants, 2, async (tenant) => {
      signal.throwIfAborted()
      await tidyFiles(files, { tenant, actor, data: tenancy.tables() })
    })
  },
})

export function makeFileJobs({ tenancy, files }: { tenancy: Tenancy; files: FileServices }) {
  return {
    'remove-file-objects': removeFileObjects(files),
    'tidy-files': tidyAllFiles(tenancy, files),
  }
}
