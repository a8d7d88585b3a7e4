import { open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { createReadStream } from 'node:fs'
import { filesOfFolder } from './folder.ts'
import { type ReadingLimits, SourceRefused } from './limits.ts'
import { filesOfSingle } from './single.ts'
import { filesOfTar } from './tar.ts'
import type { UnitProblem } from './units.ts'
import { type FileKind, kindOfFile } from './paths.ts'
import { filesOfZip } from './zip.ts'

/** One file of a source. Its content is read, if at all, before the next file is asked for. */
export interface SourceFile {
  path: string
  kind: FileKind
  /** Unpacked. */
  bytes: number
  open(): Promise<Readable>
}

/** A file, folder or archive of FHIR records. It can be gone through any number of times, always in the same order. */
export interface Source {
  /** What its owner calls it; files in it are named below. */
  name: string
  files(): AsyncGenerator<SourceFile | UnitProblem>
}

/**
 * Finds out what lies at `path`, by its content: a folder, a zip or tar archive, gzipped or not, or a single file.
 * `name` is what people call it, and tells JSON from ndjson where it ends in one of the two.
 */
export async function openSource(path: string, name: string, limits: ReadingLimits): Promise<Source> {
  const about = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new SourceRefused(
      name,
      cause.code === 'ENOENT' ? 'there is no such file' : 'the file cannot be read',
      {
        cause,
      },
    )
  })
  if (about.isDirectory()) return { name, files: () => filesOfFolder(path, limits) }
  const head = await firstBytes(path)
  if (head.length === 0) throw new SourceRefused(name, 'the file is empty')
  if (isZip(head)) return { name, files: () => filesOfZip(path, name, limits) }
  const isZipped = head[0] === 0x1f && head[1] === 0x8b
  const inner = isZipped ? await firstUnzipped(path) : head
  if (isTar(inner)) return { name, files: () => filesOfTar({ path, name, isZipped }, limits) }
  const kind = kindOfFile(name.replace(/\.gz$/i, '')) ?? kindOfContent(inner)
  return { name, files: () => filesOfSingle({ path, name, isZipped, kind }, limits) }
}

/** Goes through the whole source without importing anything: what is refused, is refused before a row is written. */
export async function surveySource(
  source: Source,
  signal?: AbortSignal,
): Promise<{ files: number; bytes: number }> {
  let files = 0
  let bytes = 0
  for await (const file of source.files()) {
    signal?.throwIfAborted()
    if ('problem' in file) continue
    files++
    bytes += file.bytes
  }
  return { files, bytes }
}

/** A file without a telling name: where its first line is an object by itself, and more follow, it holds lines. */
function kindOfContent(head: Buffer): FileKind {
  const end = head.indexOf(0x0a)
  if (end < 0 || head.subarray(end).toString().trim() === '') return 'json'
  try {
    JSON.parse(head.toString('utf8', 0, end))
    return 'ndjson'
  } catch {
    return 'json'
  }
}

function isZip(head: Buffer): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)
}

function isTar(head: Buffer): boolean {
  return head.length >= 512 && head.toString('latin1', 257, 262) === 'ustar'
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function firstUnzipped(path: string): Promise<Buffer> {
  const packed = createReadStream(path)
  const unpacked = packed.pipe(createGunzip())
  packed.on('error', (error) => unpacked.destroy(error))
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) return chunk
    return Buffer.alloc(0)
  } catch {
    // A damaged file says so when it is read, with its name.
    return Buffer.alloc(0)
  } finally {
    packed.destroy()
  }
}
