import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

interface Rule {
  files: RegExp
  /** Imports, as paths of the repository where they are ours, else as written. */
  forbids: RegExp
  because: string
}

const serverOnly = /^(pg|pg-.*|kysely|fastify|@fastify\/.*|pino|node:.*)$/
const ofServer = /^server\/|\.(routes|tables|module)\.ts$/

/** Who may know whom: the folders are the architecture, and this table is what keeps them so. */
export const rules: Rule[] = [
  {
    files: /^packages\/tenancy\//,
    forbids: /^(contract|platform|apps|owner|server|web|test)\/|^(fastify|typebox)$/,
    because: 'the kernel knows no product',
  },
  {
    files: /^(?!packages\/tenancy\/)/,
    forbids: /^packages\//,
    because: 'the kernel is imported by its name, @tenantry/tenancy',
  },
  {
    files: /^(?!packages\/tenancy\/)/,
    forbids: /^(pg|pg-.*)$/,
    because: 'only the kernel opens connections',
  },
  {
    files: /^(?!packages\/tenancy\/)/,
    forbids: /^@tenantry\/tenancy\/.*/,
    because: 'the kernel has one public surface',
  },
  {
    files: /^contract\//,
    forbids: /^(server|apps|platform|owner|web|test)\//,
    because: 'contracts stand below everything',
  },
  {
    files: /^(contract|web)\/|\/web\/|\.contract\.ts$/,
    forbids: serverOnly,
    because: 'the browser loads it',
  },
  { files: /^web\/|\/web\//, forbids: ofServer, because: 'the browser loads it' },
  { files: /^(apps|platform|owner)\//, forbids: /^server\//, because: 'nothing looks up at the server' },
  {
    files: /^(apps|platform|owner|server)\/(?!.*\/web\/)/,
    forbids: /^web\/|\/web\//,
    because: 'the server knows no page',
  },
  { files: /^platform\//, forbids: /^(apps|owner)\//, because: 'the platform knows no app' },
  { files: /^apps\//, forbids: /^owner\//, because: 'apps know no operators' },
  { files: /^owner\//, forbids: /^apps\//, because: 'the console knows no rows of tenants' },
  { files: /^(?!test\/)/, forbids: /^test\//, because: 'the product knows no test' },
  { files: /^bin\//, forbids: /^(?!bin\/|node:)/, because: 'it runs before anything is installed' },
]

/** What another area of the same app may import: the file named for the area, its contract and its tables. */
const publicFile = /^apps\/\w+\/([\w-]+)\/(\1(\.contract|\.tables)?\.ts|[\w-]+\.contract\.ts|web\/)/

/** One line for every import that the architecture forbids. */
export function findViolations(file: string, source: string): string[] {
  const found: string[] = []
  for (const written of importsOf(source)) {
    const target = resolveImport(file, written)
    const say = (because: string) => found.push(`${file} imports ${written}: ${because}`)
    for (const rule of rules) if (rule.files.test(file) && rule.forbids.test(target)) say(rule.because)
    if (/^[.#]/.test(written) && !/\.(ts|tsx|mjs|json|css|svg)(\?\w+)?$/.test(written))
      say('Node needs the file’s ending')
    const [from, to] = [areaOf(file), areaOf(target)]
    if (from && to && from.app !== to.app) say('apps meet in server/')
    if (from?.area && to?.area && from.app === to.app && from.area !== to.area && !publicFile.test(target)) {
      say('another area is known by its public file')
    }
  }
  return found
}

/** Beside the sources without being the product: tests, what only tests use, and what the build runs. */
const besides = /\.(test|types-test|process)\.tsx?$|\/test\/|\.d\.ts$|^web\/bundle-size\.ts$/

/** Every source file of the product. */
export function sourceFiles(): { file: string; source: string }[] {
  const roots = ['packages', 'contract', 'platform', 'apps', 'owner', 'server', 'web', 'bin']
  return roots
    .flatMap(listFiles)
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !besides.test(file))
    .map((file) => ({ file, source: readFileSync(file, 'utf8') }))
}

function listFiles(folder: string): string[] {
  if (/(^|\/)(node_modules|dist)$/.test(folder)) return []
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? listFiles(path) : [path]
    })
  } catch (error) {
    // A part that is not written yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function importsOf(source: string): string[] {
  const forms = /(?:^|[\s;}])(?:import|from)\s*\(?\s*'([^'\n]+)'/g
  return [...source.matchAll(forms)].map((match) => match[1] ?? '')
}

function resolveImport(file: string, written: string): string {
  if (written.startsWith('#')) return written.slice(1)
  if (written.startsWith('.')) return posix.join(posix.dirname(file), written)
  return written
}

function areaOf(path: string) {
  const [, app, area] = path.match(/^apps\/(\w+)\/(?:([\w-]+)\/)?/) ?? []
  return app ? { app, area: area === 'web' ? undefined : area } : undefined
}
