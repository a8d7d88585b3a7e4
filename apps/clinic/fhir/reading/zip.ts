import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { notFhir, unread } from './folder.ts'
import { type ReadingLimits, SourceRefused } from './limits.ts'
import { inGoodOrder } from './order.ts'
import { isNoise, kindOfFile, safePath, shown } from './paths.ts'
import type { SourceFile } from './source.ts'
import { Tally } from './tally.ts'
import type { UnitProblem } from './units.ts'

const [typeMask, symbolicLink] = [0o170000, 0o120000]
const [storedMethod, deflateMethod] = [0, 8]

/** The files of a zip archive. Its directory names sizes, and yauzl refuses content that is larger than it says. */
export async function* filesOfZip(
  path: string,
  name: string,
  limits: ReadingLimits,
): AsyncGenerator<SourceFile | UnitProblem> {
  const zip = await openPromise(path, { autoClose: false }).catch((cause: Error) => {
    throw new SourceRefused(name, 'the archive is damaged or cut off', { cause })
  })
  try {
    const tally = new Tally(name, limits)
    // Known before a million names are read.
    tally.addEntries(zip.entryCount)
    const files: (SourceFile | UnitProblem)[] = []
    for await (const entry of entriesOf(zip, name)) {
      const inside = safePath(entry.fileName)
      if (((entry.externalFileAttributes >>> 16) & typeMask) === symbolicLink) {
        throw new SourceRefused(shown(inside), 'the archive holds a link')
      }
      if (inside.endsWith('/') || isNoise(inside)) continue
      tally.addBytes(entry.uncompressedSize)
      tally.checkRatio(entry.uncompressedSize, entry.compressedSize, shown(inside))
      files.push(fileOf(zip, entry, inside))
    }
    yield* inGoodOrder(files)
  } finally {
    zip.close()
  }
}

function fileOf(zip: ZipFile, entry: Entry, path: string): SourceFile | UnitProblem {
  const kind = kindOfFile(path)
  if (!kind) return notFhir(path)
  if (entry.isEncrypted()) return unread(path, 'the file is locked with a password')
  if (entry.compressionMethod !== storedMethod && entry.compressionMethod !== deflateMethod) {
    return unread(path, 'the file is packed in a way that is not known here')
  }
  return { path, kind, bytes: entry.uncompressedSize, open: () => zip.openReadStreamPromise(entry) }
}

/** yauzl checks names too, and is less friendly about them. */
async function* entriesOf(zip: ZipFile, name: string): AsyncGenerator<Entry> {
  try {
    yield* { [Symbol.asyncIterator]: () => zip.eachEntry() }
  } catch (cause) {
    const path = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s.exec(
      cause instanceof Error ? cause.message : '',
    )?.[1]
    if (path !== undefined) safePath(path)
    throw new SourceRefused(name, 'the archive is damaged or cut off', { cause })
  }
}
