import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A mutant as its file says it: a few lines `Name: value`, then a unified diff. */
export interface Mutant {
  name: string
  /** The fault, in words. */
  what: string
  /** Test files to try first. */
  tests: string[]
  /** The test that kills it was written because nothing did. */
  written: boolean
  changes: Change[]
  /** Of its file, as it is now: what was found of another is not found of this one. */
  hash: string
}

interface Change {
  file: string
  hunks: { before: string; after: string }[]
}

/** All mutants, those of the schema first. */
export function readMutants(): Mutant[] {
  return ['schema', 'code'].flatMap((group) => {
    const folder = join(import.meta.dirname, group)
    return readdirSync(folder)
      .filter((file) => file.endsWith('.patch'))
      .sort()
      .map((file) => parseMutant(`${group}/${file}`, readFileSync(join(folder, file), 'utf8')))
  })
}

function parseMutant(name: string, text: string): Mutant {
  const start = text.search(/^--- /m)
  if (start < 0) throw new Error(`${name}: there is no diff in it`)
  const head = new Map(
    text
      .slice(0, start)
      .split('\n')
      .filter((line) => line.includes(': '))
      .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2).trim()]),
  )
  const what = head.get('What')
  const tests = head.get('Tests')?.split(/\s+/)
  if (!what || !tests) throw new Error(`${name}: the lines What and Tests must stand in front`)
  return {
    name,
    what,
    tests,
    written: head.get('Test written') === 'yes',
    changes: parseDiff(text.slice(start)),
    hash: createHash('sha256').update(text).digest('hex').slice(0, 12),
  }
}

function parseDiff(diff: string): Change[] {
  return diff.split(/^(?=--- )/m).map((part) => {
    const file = /^\+\+\+ b\/(.+)$/m.exec(part)![1]!.trim()
    const hunks = part
      .split(/^@@.*\n/m)
      .slice(1)
      .map(parseHunk)
    return { file, hunks }
  })
}

function parseHunk(hunk: string): { before: string; after: string } {
  const lines = hunk.replace(/\n$/, '').split('\n')
  const side = (sign: string) =>
    lines
      .filter((line) => line === '' || line[0] === ' ' || line[0] === sign)
      .map((line) => line.slice(1))
      .join('\n')
  return { before: side('-'), after: side('+') }
}

/**
 * Changes a file's text. Line numbers do not matter: what a hunk takes away, with the lines around it, must stand in the
 * file exactly once. Throws where it does not: the code went on, and the mutant was left behind.
 */
export function applyHunks(source: string, { file, hunks }: Change): string {
  let text = `\n${source}`
  for (const { before, after } of hunks) {
    const parts = text.split(`\n${before}\n`)
    if (parts.length !== 2) {
      throw new Error(
        `it does not apply to ${file} any more: the lines stand there ${parts.length - 1} times`,
      )
    }
    text = parts.join(`\n${after}\n`)
  }
  return text.slice(1)
}
