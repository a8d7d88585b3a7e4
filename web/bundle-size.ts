import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  imports?: string[]
}

/** A build as Vite's manifest tells it: the scripts a page needs, and what they weigh on the wire. */
export function readBundle(dist: string, entry = 'index.html') {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >
  return {
    /** Gzipped bytes of the entry, of further modules, and of all they import statically, each counted once. */
    gzippedBytes: (...modules: string[]) => {
      const files = new Set<string>()
      for (const name of [entry, ...modules]) collect(manifest, name, files)
      return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0)
    },
  }
}

function collect(manifest: Record<string, Chunk>, name: string, files: Set<string>) {
  const chunk = manifest[name]
  if (!chunk) throw new Error(`the build has no module ${name}`)
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  for (const imported of chunk.imports ?? []) collect(manifest, imported, files)
}
