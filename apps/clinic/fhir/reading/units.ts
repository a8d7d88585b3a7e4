import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { type RawEntry, readBundleText } from './bundle-text.ts'
import { FileFault, megabytes, type ReadingLimits, SourceRefused } from './limits.ts'
import type { FileKind } from './paths.ts'

/** What is imported in one transaction: a bundle, a resource on its own, or a group of lines. */
export interface Unit {
  path: string
  /** From 1: files of lines are read in several units. */
  part: number
  /** All of it or nothing: a bundle. Lines stand for themselves. */
  atomic: boolean
  /** SHA-256 of its content, base64url. */
  hash: string
  bytes: number
  entries: RawEntry[]
}

/** A file that could not be read, or not to its end. */
export interface UnitProblem {
  path: string
  problem: string
}

/** Lines taken together: enough to save transactions, few enough that one bad group costs little. */
const linesInUnit = 200
const bytesInUnit = 1024 ** 2
const newline = 0x0a

/** The units of one file, one at a time in memory. */
export async function* unitsOf(
  file: { path: string; kind: FileKind; content: Readable },
  limits: ReadingLimits,
): AsyncGenerator<Unit | UnitProblem> {
  try {
    if (file.kind === 'json') yield bundleUnit(file.path, 1, await readWhole(file.content, limits))
    else yield* unitsOfLines(file, limits)
  } catch (error) {
    if (error instanceof SourceRefused) throw error
    yield { path: file.path, problem: reasonOf(error) }
  }
}

function bundleUnit(path: string, part: number, bytes: Buffer): Unit {
  const hash = createHash('sha256').update(bytes).digest('base64url')
  const size = bytes.length
  const { type, entries } = readBundleText(bytes)
  // A history lists the newest version first; taken over in time's order, the newest is the last to win.
  return {
    path,
    part,
    atomic: true,
    hash,
    bytes: size,
    entries: type === 'history' ? entries.reverse() : entries,
  }
}

async function* unitsOfLines(
  { path, content }: { path: string; content: Readable },
  limits: ReadingLimits,
): AsyncGenerator<Unit | UnitProblem> {
  let part = 0
  let group = new LineGroup()
  for await (const { no, bytes } of linesOf(content, limits)) {
    const line = readLine(path, no, bytes)
    if (line.atomic) yield { ...line, part: ++part }
    else if (group.add(line)) {
      yield group.unit(path, ++part)
      group = new LineGroup()
    }
  }
  if (!group.isEmpty) yield group.unit(path, ++part)
}

class LineGroup {
  readonly #entries: RawEntry[] = []
  readonly #hash = createHash('sha256')
  #bytes = 0

  get isEmpty() {
    return this.#entries.length === 0
  }

  /** True when the group is full. */
  add(line: Unit): boolean {
    for (const entry of line.entries) {
      this.#entries.push(entry)
      this.#hash.update(entry.text ?? line.hash).update('\n')
    }
    this.#bytes += line.bytes
    return this.#entries.length >= linesInUnit || this.#bytes >= bytesInUnit
  }

  unit(path: string, part: number): Unit {
    const hash = this.#hash.digest('base64url')
    return { path, part, atomic: false, hash, bytes: this.#bytes, entries: this.#entries }
  }
}

/** A line is a resource, or a whole bundle, which then is a unit of its own. */
function readLine(path: string, no: number, bytes: Buffer): Unit {
  const hash = createHash('sha256').update(bytes).digest('base64url')
  const size = bytes.length
  try {
    const { type, entries } = readBundleText(bytes)
    const numbered = type === null ? entries.map((entry) => ({ ...entry, no })) : entries
    return { path, part: no, atomic: type !== null, hash, bytes: size, entries: numbered }
  } catch (error) {
    const entry = { no, fullUrl: null, text: null, problem: reasonOf(error) }
    return { path, part: no, atomic: false, hash, bytes: size, entries: [entry] }
  }
}

async function* linesOf(
  content: Readable,
  limits: ReadingLimits,
): AsyncGenerator<{ no: number; bytes: Buffer }> {
  let no = 0
  let begun: Buffer[] = []
  let begunBytes = 0
  const line = (end: Buffer) => {
    no++
    const bytes = begun.length > 0 ? Buffer.concat([...begun, end]) : Buffer.from(end)
    begun = []
    begunBytes = 0
    return { no, bytes }
  }
  for await (const chunk of content as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const next = line(chunk.subarray(start, end))
      if (!isBlank(next.bytes)) yield next
      start = end + 1
    }
    if (start === chunk.length) continue
    begun.push(Buffer.from(chunk.subarray(start)))
    begunBytes += chunk.length - start
    if (begunBytes > limits.bundleBytes) throw tooLarge(`line ${no + 1}`, limits)
  }
  const last = line(Buffer.alloc(0))
  if (!isBlank(last.bytes)) yield last
}

async function readWhole(content: Readable, limits: ReadingLimits): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of content as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > limits.bundleBytes) throw tooLarge('the file', limits)
  }
  return Buffer.concat(chunks)
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09)
}

function tooLarge(what: string, { bundleBytes }: ReadingLimits): FileFault {
  return new FileFault(`${what} is larger than ${megabytes(bundleBytes)}; split it, or send it as ndjson`)
}

/** What broke while reading, for the person who sent the file. */
function reasonOf(error: unknown): string {
  if (error instanceof FileFault) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  if (code?.startsWith('Z_') || /unexpected end/i.test(message)) return 'the file is damaged or cut off'
  return `the file could not be read${code ? ` (${code})` : ''}`
}
