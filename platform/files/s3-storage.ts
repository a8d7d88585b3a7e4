import type { Readable } from 'node:stream'
import { type Opened, putInParts, reach, unreachable } from './s3-upload.ts'
import type { Storage } from './storage.ts'
import { isTenantId, makeTenantPrefix, requireStorageKey } from './storage-key.ts'

/** A bucket, and who writes to it. */
export interface S3Place {
  bucket: string
  region: string
  /** Of a service other than Amazon's. */
  endpoint?: string | undefined
  accessKeyId: string
  secretAccessKey: string
}

/** Keeps objects in a bucket of an S3-compatible service. */
export function makeS3Storage(place: S3Place): Storage & { close(): Promise<void> } {
  const Bucket = place.bucket
  let opening: Promise<Opened> | undefined
  // A fifth of a second that deployments with a folder do not pay at their start.
  const open = () => (opening ??= openClient(place))

  return {
    async put(key, bytes) {
      const Key = requireStorageKey(key)
      await putInParts(await open(), { Bucket, Key }, bytes)
    },
    async *get(key, { start, end }) {
      const Key = requireStorageKey(key)
      if (end <= start) return
      const { client, s3 } = await open()
      const asked = new s3.GetObjectCommand({ Bucket, Key, Range: `bytes=${start}-${end - 1}` })
      try {
        const { Body } = await client.send(asked)
        yield* Body as Readable
      } catch (error) {
        // What is gone does not come back by asking again later.
        throw error instanceof s3.NoSuchKey ? error : unreachable(error)
      }
    },
    async head(key) {
      const Key = requireStorageKey(key)
      const { client, s3 } = await open()
      try {
        const { ContentLength } = await client.send(new s3.HeadObjectCommand({ Bucket, Key }))
        return ContentLength
      } catch (error) {
        if (error instanceof s3.NotFound) return undefined
        throw unreachable(error)
      }
    },
    async delete(key) {
      const Key = requireStorageKey(key)
      const { client, s3 } = await open()
      await reach(client.send(new s3.DeleteObjectCommand({ Bucket, Key })))
    },
    // A bucket has no folders: a key is room enough.
    openTenant: async (tenantId) => void makeTenantPrefix(tenantId),
    async removeTenant(tenantId) {
      const { client, s3 } = await open()
      for await (const { Contents } of pagesOf({ Prefix: `${makeTenantPrefix(tenantId)}/` })) {
        for (const { Key } of Contents ?? []) {
          await reach(client.send(new s3.DeleteObjectCommand({ Bucket, Key })))
        }
      }
    },
    async listTenants() {
      const found: string[] = []
      for await (const { CommonPrefixes } of pagesOf({ Prefix: 'tenants/', Delimiter: '/' })) {
        found.push(...(CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix.split('/')[1] ?? ''))
      }
      return found.filter(isTenantId)
    },
    close: async () => (await opening)?.client.destroy(),
  }

  async function* pagesOf(asked: { Prefix: string; Delimiter?: string }) {
    const { client, s3 } = await open()
    let next: string | undefined
    do {
      const command = new s3.ListObjectsV2Command({ Bucket, ...asked, ContinuationToken: next })
      const page = await reach(client.send(command))
      yield page
      next = page.IsTruncated ? page.NextContinuationToken : undefined
    } while (next)
  }
}

async function openClient({ region, endpoint, accessKeyId, secretAccessKey }: S3Place): Promise<Opened> {
  const s3 = await import('@aws-sdk/client-s3')
  const client = new s3.S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    ...(endpoint && { endpoint, forcePathStyle: true }),
    // Checksums of Amazon's own are not understood everywhere; each segment is authenticated by its seal anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
  })
  return { client, s3 }
}
