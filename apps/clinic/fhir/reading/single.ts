import { stat } from 'node:fs/promises'
import type { ReadingLimits } from './limits.ts'
import type { FileKind } from './paths.ts'
import { shown } from './paths.ts'
import type { SourceFile } from './source.ts'
import { Tally } from './tally.ts'
import { type PackedFile, unpacked } from './tar.ts'

/** A single file. A gzipped one is taken for as large as it is packed: how large it is inside shows as it is read. */
export async function* filesOfSingle(
  file: PackedFile & { kind: FileKind },
  limits: ReadingLimits,
): AsyncGenerator<SourceFile> {
  const { size } = await stat(file.path)
  yield {
    path: shown(file.name),
    kind: file.kind,
    bytes: size,
    open: async () => unpacked(file, new Tally(file.name, limits)),
  }
}
