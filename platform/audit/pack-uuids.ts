const hexDigits = new Uint8Array(103)
for (let digit = 0; digit < 16; digit++) hexDigits[digit.toString(16).charCodeAt(0)] = digit

const headerBytes = 20
const uuidType = 2950

/**
 * Writes lists of UUIDs as one value of type uuid[] in PostgreSQL's binary form: a buffer is sent as it is, and read in a
 * tenth of the time that text takes. They stand one after the other; whose is which is the caller's to say.
 */
export function packUuids(lists: readonly (readonly string[])[]): Buffer {
  const count = lists.reduce((sum, { length }) => sum + length, 0)
  const bytes = Buffer.alloc(count === 0 ? 12 : headerBytes + count * 20)
  bytes.writeInt32BE(count === 0 ? 0 : 1, 0) // dimensions; then a zero: there is no null among them
  bytes.writeInt32BE(uuidType, 8)
  if (count === 0) return bytes
  bytes.writeInt32BE(count, 12)
  bytes.writeInt32BE(1, 16) // the first has the number 1
  let at = headerBytes
  for (const list of lists) {
    for (const uuid of list) {
      bytes[at + 3] = 16 // the length of what follows
      at = writeUuid(bytes, uuid, at + 4)
    }
  }
  return bytes
}

function writeUuid(bytes: Buffer, uuid: string, start: number): number {
  if (uuid.length !== 36) throw new Error(`${uuid} is no UUID`)
  let at = start
  for (let from = 0; from < 36; from += 2) {
    if (from === 8 || from === 13 || from === 18 || from === 23) from++
    bytes[at++] = (hexDigits[uuid.charCodeAt(from)]! << 4) | hexDigits[uuid.charCodeAt(from + 1)]!
  }
  return at
}
