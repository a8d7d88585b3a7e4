import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ReadingLimits } from './limits.ts'
import { inGoodOrder } from './order.ts'
import { isNoise, kindOfFile, shown } from './paths.ts'
import type { SourceFile } from './source.ts'
import { Tally } from './tally.ts'
import type { UnitProblem } from './units.ts'

/** The files below a folder, by name. Links are not followed: they lead out of it, or in circles. */
export async function* filesOfFolder(
  root: string,
  limits: ReadingLimits,
): AsyncGenerator<SourceFile | UnitProblem> {
  const files: (SourceFile | UnitProblem)[] = []
  const tally = new Tally(basename(root), limits)
  for await (const file of filesBelow({ root, inside: '', depth: 0 }, limits, tally)) files.push(file)
  yield* inGoodOrder(files)
}

async function* filesBelow(
  { root, inside, depth }: { root: string; inside: string; depth: number },
  limits: ReadingLimits,
  tally: Tally,
): AsyncGenerator<SourceFile | UnitProblem> {
  const entries = await readdir(join(root, inside), { withFileTypes: true })
  entries.sort((one, other) => (one.name < other.name ? -1 : 1))
  for (const entry of entries) {
    const path = inside ? `${inside}/${entry.name}` : entry.name
    if (isNoise(path)) continue
    tally.addEntries(1)
    if (entry.isDirectory()) {
      if (depth + 1 > limits.folderDepth) yield unread(path, 'the folder lies too deep')
      else yield* filesBelow({ root, inside: path, depth: depth + 1 }, limits, tally)
    } else if (entry.isSymbolicLink()) yield unread(path, 'links are not followed')
    else if (!entry.isFile()) yield unread(path, 'not a file')
    else yield await fileAt(join(root, path), path, tally)
  }
}

async function fileAt(at: string, path: string, tally: Tally): Promise<SourceFile | UnitProblem> {
  const kind = kindOfFile(path)
  if (!kind) return notFhir(path)
  try {
    const bytes = (await stat(at)).size
    tally.addBytes(bytes)
    return { path, kind, bytes, open: async () => createReadStream(at) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    return unread(path, 'the file cannot be read')
  }
}

/** A file that is passed over, and why. */
export function unread(path: string, problem: string): UnitProblem {
  return { path: shown(path), problem }
}

export function notFhir(path: string): UnitProblem {
  const isArchive = /\.(zip|tar|tgz|gz)$/i.test(path)
  return unread(
    path,
    isArchive
      ? 'an archive inside is not opened: import it by itself'
      : 'not read: neither .json nor .ndjson',
  )
}
