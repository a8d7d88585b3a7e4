import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { crc32, createGzip, deflateRawSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'

interface Packed {
  name: string
  content?: string | Buffer
  /** A symbolic link to somewhere. */
  linkTo?: string
  /** Says another size than it has. */
  claimedSize?: number
  encrypted?: boolean
}

/** Writes a zip archive by hand: no writer would let us make one that lies. */
export async function writeZip(path: string, files: readonly Packed[]): Promise<void> {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content = '', linkTo, claimedSize, encrypted } of files) {
    const plain = Buffer.from(linkTo ?? content)
    const packed = deflateRawSync(plain)
    const nameBytes = Buffer.from(name)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2)
    shared.writeUInt16LE(8, 4)
    shared.writeUInt32LE(crc32(plain), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(claimedSize ?? plain.length, 18)
    shared.writeUInt16LE(nameBytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, nameBytes, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(((linkTo ? 0o120777 : 0o100644) << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    const made = Buffer.from([20, 3]) // by Unix, so that the file's mode counts
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, shared, rest, nameBytes]))
    parts.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(entries.length, 8)
  end.writeUInt32LE(offset, 12)
  await writeFile(path, Buffer.concat([...parts, entries, Buffer.from('PK\x05\x06', 'latin1'), end]))
}

/** Writes a gzipped tar archive. */
export async function writeTar(path: string, files: readonly (Packed & Partial<Header>)[]): Promise<void> {
  const archive = pack()
  for (const { name, content = '', linkTo, type } of files) {
    const header = { name, ...(linkTo && { linkname: linkTo }) }
    archive.entry(
      { ...header, type: type ?? (linkTo ? 'symlink' : 'file') },
      Buffer.from(linkTo ? '' : content),
    )
  }
  archive.finalize()
  await pipeline(archive, createGzip(), createWriteStream(path))
}
