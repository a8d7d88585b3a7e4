import type * as s3Module from '@aws-sdk/client-s3'
import { DomainError } from '#platform/http/domain-error.ts'

/** The library, which is loaded late, and a client of it. */
export interface Opened {
  client: s3Module.S3Client
  s3: typeof s3Module
}

interface Place {
  Bucket: string
  Key: string
}

/** A part of an upload; all but the last must have 5 MiB or more. It is what an upload holds in memory. */
const partBytes = 8 * 1024 ** 2

/** Stores an object: at once where it fits into one part, part by part where it does not, and all of it or nothing. */
export async function putInParts(opened: Opened, place: Place, bytes: AsyncIterable<Uint8Array>) {
  const { client, s3 } = opened
  let upload: Upload | undefined
  try {
    for await (const { part, isLast } of partsOf(bytes)) {
      if (!upload && isLast) {
        await reach(client.send(new s3.PutObjectCommand({ ...place, Body: part })))
        return
      }
      upload ??= await beginUpload(opened, place)
      await upload.send(part)
    }
    await upload?.complete()
  } catch (error) {
    // What cannot be taken back now, the bucket's own rule for unfinished uploads takes.
    await upload?.abort().catch(() => undefined)
    throw error
  }
}

interface Upload {
  send(part: Buffer): Promise<void>
  complete(): Promise<void>
  abort(): Promise<void>
}

async function beginUpload({ client, s3 }: Opened, place: Place): Promise<Upload> {
  const { UploadId } = await reach(client.send(new s3.CreateMultipartUploadCommand(place)))
  const named = { ...place, UploadId }
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

/** Waits for an answer of the service. */
export async function reach<T>(sending: Promise<T>): Promise<T> {
  try {
    return await sending
  } catch (cause) {
    throw unreachable(cause)
  }
}

/** What a caller is told, whatever the service said. */
export function unreachable(cause: unknown) {
  return new DomainError('file_storage_unavailable', { cause })
}
