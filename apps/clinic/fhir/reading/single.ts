import { stat } from 'node:fs/promises'
import { type ReadingLimits, SourceRefused } from './limits.ts'
import type { FileKind } from './paths.ts'
import { shown } from './paths.ts'
import type { SourceFile } from './source.ts'
import { Tally } from './tally.ts'
import { type PackedFile, unpacked } from './tar.ts'

/** A single file. How large a gzipped one is inside, and whether that is too large, is found out before it is read. */
export async function* filesOfSingle(
  file: PackedFile & { kind: FileKind },
  limits: ReadingLimits,
): AsyncGenerator<SourceFile> {
  const bytes = file.isZipped ? await unpackedBytes(file, limits) : (await stat(file.path)).size
  yield {
    path: shown(file.name),
    kind: file.kind,
    bytes,
    open: async () => unpacked(file, new Tally(file.name, limits)),
  }
}

async function unpackedBytes(file: PackedFile, limits: ReadingLimits): Promise<number> {
  let bytes = 0
  try {
    for await (const chunk of unpacked(file, new Tally(file.name, limits)) as AsyncIterable<Buffer>) {
      bytes += chunk.length
    }
  } catch (error) {
    // A file that is cut off is read as far as it goes, and says so then.
    if (error instanceof SourceRefused) throw error
  }
  return bytes
}
