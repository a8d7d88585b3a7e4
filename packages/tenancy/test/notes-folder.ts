import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A copy of the `notes` module whose migrations a test may add to. */
export interface NotesFolder {
  folder: string
  add(file: string, text: string): Promise<void>
  remove(file: string): Promise<void>
  close(): Promise<void>
}

export async function copyNotes(): Promise<NotesFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'fleet-notes-'))
  await cp(fileURLToPath(new URL('./sql/notes', import.meta.url)), folder, { recursive: true })
  return {
    folder,
    add: (file, text) => writeFile(join(folder, file), text),
    remove: (file) => rm(join(folder, file)),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}
