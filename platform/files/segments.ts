import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { ByteRange } from './storage.ts'

/** The key of a tenant's files, and the storage key that the bytes are bound to. */
interface SealingPlace {
  tenantKey: Uint8Array
  storageKey: string
}

/** Sealed bytes of which parts can be read. */
interface SealedObject {
  size: number
  read(range: ByteRange): AsyncIterable<Uint8Array>
}

/** Sealed bytes that are not what was sealed: changed, moved, or cut off. */
export class SealBroken extends Error {}

export const segmentBytes = 64 * 1024
// The first byte says how the rest was made, so that another cipher can come beside this one.
const form = 1
const saltBytes = 32
const headerBytes = 1 + saltBytes
const tagBytes = 16
const sealedSegmentBytes = segmentBytes + tagBytes

/** Encrypts a stream with AES-256-GCM, segment by segment; an empty stream is one empty segment. */
export async function* sealSegments(place: SealingPlace, bytes: AsyncIterable<Uint8Array>) {
  const salt = randomBytes(saltBytes)
  const key = makeFileKey(place, salt)
  yield Buffer.concat([Buffer.of(form), salt])
  let index = 0
  let waiting = Buffer.alloc(0)
  for await (const chunk of bytes) {
    waiting = Buffer.concat([waiting, chunk])
    // A full segment waits for a byte after it, because the last one is sealed as the last.
    while (waiting.length > segmentBytes) {
      yield sealSegment(key, nonceOf(index++, false), waiting.subarray(0, segmentBytes))
      waiting = waiting.subarray(segmentBytes)
    }
  }
  yield sealSegment(key, nonceOf(index, true), waiting)
}

/** Decrypts a range, reading only the segments it touches; throws where one was changed, moved, or cut off. */
export async function* openSegments(place: SealingPlace, sealed: SealedObject, range: ByteRange) {
  const size = plainSize(sealed.size)
  if (range.start < 0 || range.end > size || range.start > range.end) throw new RangeError('outside the file')
  const header = await readAll(sealed, { start: 0, end: headerBytes })
  if (header[0] !== form) throw new SealBroken('sealed in an unknown form')
  const key = makeFileKey(place, header.subarray(1))
  const last = Math.max(0, Math.ceil(size / segmentBytes) - 1)
  const first = Math.min(last, Math.floor(range.start / segmentBytes))
  const until = Math.min(last, Math.floor(Math.max(range.start, range.end - 1) / segmentBytes))
  for (let index = first; index <= until; index++) {
    const start = headerBytes + index * sealedSegmentBytes
    const end = Math.min(start + sealedSegmentBytes, sealed.size)
    const segment = openSegment(key, nonceOf(index, index === last), await readAll(sealed, { start, end }))
    const offset = index * segmentBytes
    yield segment.subarray(Math.max(0, range.start - offset), Math.max(0, range.end - offset))
  }
}

/** The size of what was sealed, from the size it has sealed. */
export function plainSize(sealedSize: number): number {
  const body = sealedSize - headerBytes
  const segments = Math.ceil(body / sealedSegmentBytes)
  const size = body - segments * tagBytes
  if (segments < 1 || size < 0) throw new Error('too short to be a sealed file')
  return size
}

/** The size that so many bytes have when they are sealed. */
export function sealedSize(size: number): number {
  return headerBytes + size + Math.max(1, Math.ceil(size / segmentBytes)) * tagBytes
}

/** A salt of its own for each file: its key is used once, so that counted nonces never meet again under it. */
function makeFileKey({ tenantKey, storageKey }: SealingPlace, salt: Uint8Array) {
  if (tenantKey.length !== 32) throw new Error('the key of a tenant must have 32 bytes')
  return Buffer.from(hkdfSync('sha256', tenantKey, salt, `tenantry files 1 ${storageKey}`, 32))
}

/** Place and end are in the nonce, as in STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015). */
function nonceOf(index: number, isLast: boolean) {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

function sealSegment(key: Buffer, nonce: Buffer, bytes: Uint8Array) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

function openSegment(key: Buffer, nonce: Buffer, sealed: Buffer) {
  const tagStart = sealed.length - tagBytes
  if (tagStart < 0) throw new SealBroken('a segment was cut off')
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAuthTag(sealed.subarray(tagStart))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, tagStart)), decipher.final()])
  } catch (cause) {
    throw new SealBroken('a segment was changed', { cause })
  }
}

function readAll(sealed: SealedObject, range: ByteRange) {
  return buffer(sealed.read(range))
}
