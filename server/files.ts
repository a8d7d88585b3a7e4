import { join } from 'node:path'
import type { Tenancy } from '@tenantry/tenancy'
import { makeClamd } from '#platform/files/clamd.ts'
import { makeFileServices } from '#platform/files/file-services.ts'
import { makeLocalFolder } from '#platform/files/local-folder.ts'
import type { FileServices } from '#platform/files/objects.ts'
import { makeS3Storage } from '#platform/files/s3-storage.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import type { Config } from './config.ts'

type Settings = Pick<Config, 'dataFolder'> &
  Partial<
    Pick<Config, 'filesBucket' | 'filesRegion' | 'filesEndpoint' | 'filesKeyId' | 'filesSecret' | 'scanner'>
  >

/** Where this deployment keeps files, and what looks through them. */
export function openFiles(config: Settings, parts: { tenancy: Tenancy; secrets: Secrets }): FileServices {
  const { scanner } = config
  return makeFileServices(parts, { storage: openStorage(config), scanner: scanner && makeClamd(scanner) })
}

/** A bucket where one is named, else a folder beside the database. */
export function openStorage(config: Settings) {
  const { dataFolder, filesBucket, filesRegion, filesEndpoint, filesKeyId, filesSecret } = config
  if (!filesBucket || !filesKeyId || !filesSecret || !filesRegion) {
    return makeLocalFolder(join(dataFolder, 'files'))
  }
  return makeS3Storage({
    bucket: filesBucket,
    region: filesRegion,
    endpoint: filesEndpoint,
    accessKeyId: filesKeyId,
    secretAccessKey: filesSecret,
  })
}
