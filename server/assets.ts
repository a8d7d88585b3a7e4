import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

interface Asset {
  type: string
  caching: string
  encoded(accepted: string | undefined): Promise<{ encoding?: 'br' | 'gzip'; content: Buffer }>
}

/**
 * Every file of the built `assets/` that the pages of some entries may need, by name. They are few and small and kept in memory: a name
 * that is not in the list is not there, whatever it looks like. What another page alone needs is not in it.
 */
export function readAssets(webRoot: string, entries: readonly string[]): Map<string, Asset> {
  const foreign = foreignFiles(webRoot, entries)
  const folder = join(webRoot, 'assets')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    files
      .map((file) => join(file.parentPath, file.name))
      .map((path) => ({ path, name: path.slice(folder.length + 1).replaceAll('\\', '/') }))
      .filter(({ name }) => !foreign.has(`assets/${name}`))
      .map(({ path, name }) => [name, makeAsset(name, readFileSync(path))]),
  )
}

interface Chunk {
  file: string
  css?: string[]
  assets?: string[]
  imports?: string[]
  dynamicImports?: string[]
}

/** What the build made for other pages: files of its manifest that these entries can never ask for. */
function foreignFiles(webRoot: string, entries: readonly string[]): Set<string> {
  const file = join(webRoot, '.vite/manifest.json')
  if (!existsSync(file)) return new Set()
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Chunk>
  const own = new Set<string>()
  const seen = new Set<string>()
  const visit = (name: string) => {
    const chunk = manifest[name]
    if (!chunk || seen.has(name)) return
    seen.add(name)
    for (const each of filesOf(chunk)) own.add(each)
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(next)
  }
  for (const entry of entries) visit(entry)
  return new Set(
    Object.values(manifest)
      .flatMap(filesOf)
      .filter((each) => !own.has(each)),
  )
}

function filesOf({ file, css = [], assets = [] }: Chunk) {
  return [file, ...css, ...assets]
}

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}
const compressible = new Set(['.js', '.css', '.json', '.svg'])

function makeAsset(name: string, content: Buffer): Asset {
  const extension = extname(name)
  // The build puts a hash of the content into the name: another content is another file.
  const hashed = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/.test(name)
  const brotli = onceOnly(() => promisify(brotliCompress)(content, { params: brotliParams }))
  const gzipped = onceOnly(() => promisify(gzip)(content, { level: 9 }))
  return {
    type: types[extension] ?? 'application/octet-stream',
    caching: hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
    encoded: async (accepted = '') => {
      if (!compressible.has(extension) || content.length < 1024) return { content }
      if (accepts(accepted, 'br')) return { encoding: 'br', content: await brotli() }
      if (accepts(accepted, 'gzip')) return { encoding: 'gzip', content: await gzipped() }
      return { content }
    },
  }
}

// The highest quality takes a second for a large file and saves 3 % more.
const brotliParams = { [constants.BROTLI_PARAM_QUALITY]: 9 }

function accepts(accepted: string, encoding: string) {
  return accepted.split(',').some((each) => each.trim() === encoding)
}

function onceOnly<T>(work: () => Promise<T>) {
  let result: Promise<T> | undefined
  return () => (result ??= work())
}
