import { crc32 } from 'node:zlib'

interface ZipEntry {
  name: string
  content?: string
  /** Deflated already; `size` is what the directory says that it unpacks to. */
  packed?: Buffer
  size?: number
  /** Its bytes are those of the entry before it. */
  sharesWithPrevious?: boolean
}

/** A zip archive (APPNOTE 6.3), honest or not. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  let place = 0
  for (const { name, content = '', packed, size, sharesWithPrevious } of entries) {
    const body = packed ?? Buffer.from(content)
    const path = Buffer.from(name)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(packed ? 8 : 0, 4)
    fields.writeUInt32LE(crc32(body), 10)
    fields.writeUInt32LE(body.length, 14)
    fields.writeUInt32LE(size ?? body.length, 18)
    fields.writeUInt16LE(path.length, 22)
    if (!sharesWithPrevious) {
      place = offset
      parts.push(Buffer.from('PK\x03\x04', 'latin1'), fields, path, body)
      offset += 30 + path.length + body.length
    }
    const more = Buffer.alloc(14)
    more.writeUInt32LE(place, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, more, path)
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06', 'latin1'), end])
}
