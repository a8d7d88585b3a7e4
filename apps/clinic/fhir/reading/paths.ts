import { SourceRefused } from './limits.ts'

/** Longest path that the ledger takes. */
const longestPath = 1000

/**
 * The path of an archive's entry, checked. Nothing is ever written under such a name, but an archive that tries to
 * leave its folder is not one to read from.
 */
export function safePath(name: string): string {
  const refuse = (reason: string) => new SourceRefused(shown(name), reason)
  if (/\p{Cc}/u.test(name)) throw refuse('the archive holds a name with control characters')
  if (name.length > longestPath) throw refuse('the archive holds a name that is too long')
  if (name.startsWith('/') || name.startsWith('\\') || /^[A-Za-z]:/.test(name)) {
    throw refuse('the archive holds an absolute path')
  }
  if (name.split(/[/\\]/).includes('..')) throw refuse('the archive holds a path that leads out of it (..)')
  return name.replace(/^(\.\/)+/, '')
}

/** What systems leave beside files, and nobody means to import. */
export function isNoise(path: string): boolean {
  return /(^|\/)(__MACOSX\/|\.[^/]*$|Thumbs\.db$|desktop\.ini$)/i.test(path)
}

export type FileKind = 'json' | 'ndjson'

export function kindOfFile(path: string): FileKind | undefined {
  if (/\.(ndjson|jsonl)$/i.test(path)) return 'ndjson'
  if (/\.json$/i.test(path)) return 'json'
  return undefined
}

/** A name for people, whatever somebody put into it. */
export function shown(name: string): string {
  const visible = name.replace(/\p{Cc}/gu, '�')
  return visible.length > 200 ? `${visible.slice(0, 200)}…` : visible
}
