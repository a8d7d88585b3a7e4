import type { Readable } from 'node:stream'
import type * as s3Module from '@aws-sdk/client-s3'
import { DomainError } from '#platform/http/domain-error.ts'
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

/** A part of an upload; all but the last must have 5 MiB or more. It is what an upload holds in memory. */
const partBytes = 8 * 1024 ** 2

/** Keeps objects in a bucket of an S3-compatible service. */
export function makeS3Storage(place: S3Place): Storage & { close(): Promise<void> } {
  const Bucket = place.bucket
  let opening: Promise<Opened> | undefined
  // A fifth of a second that deployments with a folder do not pay at their start.
  const open = () => (opening ??= openClient(place))

  return {
    async put(key, bytes) {
      const Key = requireStorageKey(key)
      const { client, s3 } = await open()
      let upload: Upload | undefined
      try {
        for await (const { part, isLast } of partsOf(bytes)) {
          if (!upload && isLast) {
            await reach(client.send(new s3.PutObjectCommand({ Bucket, Key, Body: part })))
            return
          }
          upload ??= await beginUpload(Key)
          await upload.send(part)
        }
        await upload?.complete()
      } catch (error) {
        // What cannot be taken back now, the bucket's own rule for unfinished uploads takes.
        await upload?.abort().catch(() => undefined)
        throw error
      }
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

  async function beginUpload(Key: string): Promise<Upload> {
    const { client, s3 } = await open()
    const { UploadId } = await reach(client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key })))
    const named = { Bucket, Key, UploadId }
    const parts: { ETag: string | undefined; PartNumber: number }[] = []
    return {
      send: async (Body) => {
        const PartNumber = parts.length + 1
        const sent = await reach(client.send(new s3.UploadPartCommand({ ...named, PartNumber, Body })))
        parts.push({ ETag: sent.ETag, PartNumber })
      },
      complete: async () => {
        const MultipartUpload = { Parts: parts }
        await reach(client.send(new s3.CompleteMultipartUploadCommand({ ...named, MultipartUpload })))
      },
      abort: async () => {
        await client.send(new s3.AbortMultipartUploadCommand(named))
      },
    }
  }
}

interface Upload {
  send(part: Buffer): Promise<void>
  complete(): Promise<void>
  abort(): Promise<void>
}

interface Opened {
  client: s3Module.S3Client
  s3: typeof s3Module
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

/** Bytes in parts of one size, but for the last. Nothing at all is one empty part. */
async function* partsOf(bytes: AsyncIterable<Uint8Array>) {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    waiting.push(chunk)
    size += chunk.length
    if (size <= partBytes) continue
    // One byte more than a part is here: this one is not the last.
    let all = Buffer.concat(waiting)
    for (; all.length > partBytes; all = all.subarray(partBytes)) {
      yield { part: all.subarray(0, partBytes), isLast: false }
    }
    waiting = [all]
    size = all.length
  }
  yield { part: Buffer.concat(waiting), isLast: true }
}

async function reach<T>(sending: Promise<T>): Promise<T> {
  try {
    return await sending
  } catch (cause) {
    throw unreachable(cause)
  }
}

function unreachable(cause: unknown) {
  return new DomainError('file_storage_unavailable', { cause })
}
