import { createReadStream } from 'node:fs'
import { PassThrough, pipeline, type Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { notFhir, unread } from './folder.ts'
import { type ReadingLimits, SourceRefused } from './limits.ts'
import { isNoise, kindOfFile, safePath, shown } from './paths.ts'
import type { SourceFile } from './source.ts'
import { Tally } from './tally.ts'
import type { UnitProblem } from './units.ts'

export interface PackedFile {
  path: string
  name: string
  isZipped: boolean
}

const links = new Set(['link', 'symlink'])

/** The files of a tar archive, in its order: it has no directory, so nothing is known before it was read. */
export async function* filesOfTar(
  packed: PackedFile,
  limits: ReadingLimits,
): AsyncGenerator<SourceFile | UnitProblem> {
  const tally = new Tally(packed.name, limits)
  const archive = extract()
  let broken: Error | undefined
  pipeline(unpacked(packed, tally), archive, (error) => (broken = error ?? undefined))
  try {
    for await (const entry of archive) {
      const file = fileOf(entry.header, entry as unknown as Readable, tally)
      if (file) yield file
      // What nobody reads must flow by, or the archive stands still.
      entry.resume()
    }
  } catch (error) {
    // What stopped the stream tells more than that it was stopped.
    for (const cause of [error, broken]) if (cause instanceof SourceRefused) throw cause
    yield unread(packed.name, 'the archive is damaged or cut off; what stood before was read')
  }
}

/** The content of a file, unpacked where it is packed, counted and refused where there is too much of it. */
export function unpacked({ path, isZipped }: PackedFile, tally: Tally): Readable {
  const file = createReadStream(path)
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        tally.addBytes(chunk.length, isZipped ? file.bytesRead : undefined)
        done(null, chunk)
      } catch (error) {
        done(error as Error)
      }
    },
  })
  return pipeline(file, isZipped ? createGunzip() : new PassThrough(), counted, () => {})
}

function fileOf(header: Header, content: Readable, tally: Tally): SourceFile | UnitProblem | undefined {
  const path = safePath(header.name)
  tally.addEntries(1)
  if (header.type === 'directory') return undefined
  if (links.has(header.type ?? '')) throw new SourceRefused(shown(path), 'the archive holds a link')
  if (header.type !== 'file' && header.type !== 'contiguous-file') {
    throw new SourceRefused(shown(path), 'the archive holds something that is not a file')
  }
  if (isNoise(path)) return undefined
  const kind = kindOfFile(path)
  if (!kind) return notFhir(path)
  return { path, kind, bytes: header.size ?? 0, open: async () => content }
}
