import { join } from 'node:path'
import type { Tenancy } from '@tenantry/tenancy'
import { makeFileServices } from '#platform/files/file-services.ts'
import { makeLocalFolder } from '#platform/files/local-folder.ts'
import type { FileServices } from '#platform/files/objects.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import type { Config } from './config.ts'

/** Where this deployment keeps files: a folder beside the database. */
export function openFiles(
  { dataFolder }: Pick<Config, 'dataFolder'>,
  parts: { tenancy: Tenancy; secrets: Secrets },
): FileServices {
  return makeFileServices(parts, { storage: makeLocalFolder(join(dataFolder, 'files')) })
}
