import { isUtf8 } from 'node:buffer'
import { FileFault } from './limits.ts'

/** A resource in the text it came in, without the white space between its tokens. */
export interface RawEntry {
  /** Its place in the bundle, or its line in the file: from 1. */
  no: number
  fullUrl: string | null
  /** Null where the entry holds no resource. */
  text: string | null
  /** Why a line could not be read. */
  problem?: string
}

interface RawBundle {
  /** `transaction`, `collection` …; null for a resource on its own. */
  type: string | null
  entries: RawEntry[]
}

/** Deeper JSON is no FHIR, and every reader of it would have to be careful. */
const deepest = 100
const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]

/**
 * Takes a bundle apart without parsing what is in it: each resource keeps its own text, numbers as they were written
 * among it (FHIR counts the digits of 1.50). Changes `bytes`.
 */
export function readBundleText(bytes: Buffer): RawBundle {
  if (!isUtf8(bytes)) throw new FileFault('not a text in UTF-8')
  const text = squeeze(bytes.subarray(startsWithMark(bytes) ? 3 : 0))
  if (text.length === 0) throw new FileFault('the file is empty')
  if (text[0] !== openBrace) throw new FileFault('not FHIR: the file does not hold a JSON object')
  const { members, end } = membersOf(text, 0, 1)
  if (end < text.length) throw new FileFault('not FHIR: something stands behind the JSON object')
  const resourceType = textIn(text, members.get('resourceType'))
  if (resourceType === null) throw new FileFault('not FHIR: no resourceType')
  if (resourceType !== 'Bundle') {
    return { type: null, entries: [{ no: 1, fullUrl: null, text: text.toString('utf8') }] }
  }
  return { type: textIn(text, members.get('type')), entries: entriesIn(text, members.get('entry')) }
}

/** Copies the text onto itself without white space. What that would glue together (`1 2`) keeps one space. */
function squeeze(bytes: Buffer): Buffer {
  let to = 0
  let wasSpace = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      wasSpace = true
      continue
    }
    if (wasSpace && to > 0 && isWord(byte) && isWord(bytes[to - 1]!)) bytes[to++] = 0x20
    wasSpace = false
    bytes[to++] = byte
    if (byte !== quote) continue
    for (at++; at < bytes.length && bytes[at] !== quote; at++) {
      if (bytes[at] === backslash) bytes[to++] = bytes[at++]!
      bytes[to++] = bytes[at]!
    }
    if (at >= bytes.length) throw endsTooEarly()
    bytes[to++] = quote
  }
  return bytes.subarray(0, to)
}

interface Span {
  start: number
  end: number
}

function entriesIn(text: Buffer, list: Span | undefined): RawEntry[] {
  if (!list) return []
  if (text[list.start] !== openBracket) throw new FileFault('not FHIR: the bundle’s entry is not a list')
  return elementsOf(text, list).map((element, i) => {
    if (text[element.start] !== openBrace) throw new FileFault(`not FHIR: entry ${i + 1} is not an object`)
    const { members } = membersOf(text, element.start, 3)
    const resource = members.get('resource')
    return {
      no: i + 1,
      fullUrl: textIn(text, members.get('fullUrl')),
      text: resource ? text.toString('utf8', resource.start, resource.end) : null,
    }
  })
}

/** The members of the object at `start`, as places in the text, and where it ends. */
function membersOf(text: Buffer, start: number, depth: number): { members: Map<string, Span>; end: number } {
  const members = new Map<string, Span>()
  let at = start + 1
  if (text[at] === closeBrace) return { members, end: at + 1 }
  for (;;) {
    if (text[at] !== quote) throw notJson(text, at)
    const keyEnd = skipString(text, at)
    if (text[keyEnd] !== colon) throw notJson(text, keyEnd)
    const end = skipValue(text, keyEnd + 1, depth)
    members.set(text.toString('utf8', at + 1, keyEnd - 1), { start: keyEnd + 1, end })
    if (text[end] === closeBrace) return { members, end: end + 1 }
    if (text[end] !== comma) throw notJson(text, end)
    at = end + 1
  }
}

function elementsOf(text: Buffer, { start }: Span): Span[] {
  const elements: Span[] = []
  let at = start + 1
  if (text[at] === closeBracket) return elements
  for (;;) {
    const end = skipValue(text, at, 2)
    elements.push({ start: at, end })
    if (text[end] === closeBracket) return elements
    if (text[end] !== comma) throw notJson(text, end)
    at = end + 1
  }
}

/** Where the value ends. Brackets are counted here and checked when the resource is parsed. */
function skipValue(text: Buffer, start: number, depth: number): number {
  const first = text[start]
  if (first === quote) return skipString(text, start)
  if (first !== openBrace && first !== openBracket) {
    let at = start
    while (at < text.length && isWord(text[at]!)) at++
    if (at === start) throw notJson(text, at)
    return at
  }
  let open = 0
  for (let at = start; at < text.length; at++) {
    const byte = text[at]
    if (byte === quote) at = skipString(text, at) - 1
    else if (byte === openBrace || byte === openBracket) {
      open++
      if (depth + open > deepest) throw new FileFault(`nested more than ${deepest} deep`)
    } else if (byte === closeBrace || byte === closeBracket) {
      open--
      if (open === 0) return at + 1
    }
  }
  throw endsTooEarly()
}

function skipString(text: Buffer, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === backslash) at++
    else if (text[at] === quote) return at + 1
  }
  throw endsTooEarly()
}

function textIn(text: Buffer, span: Span | undefined): string | null {
  if (!span || text[span.start] !== quote) return null
  try {
    return JSON.parse(text.toString('utf8', span.start, span.end)) as string // it begins and ends as one
  } catch (cause) {
    throw new FileFault('not JSON: a text is written wrongly', { cause })
  }
}

/** A byte of a number or of `true`, `false`, `null`. */
function isWord(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e
  )
}

function startsWithMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

function notJson(text: Buffer, at: number): FileFault {
  return at >= text.length ? endsTooEarly() : new FileFault('not JSON: something is missing or too much')
}

function endsTooEarly(): FileFault {
  return new FileFault('the file ends too early: it was cut off')
}
