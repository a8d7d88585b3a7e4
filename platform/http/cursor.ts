import { DomainError } from './domain-error.ts'

/** Where a page ended: the sort values of its last row. */
type CursorPart = string | number

/** Opaque to the caller, so that the way a list is sorted may change. */
export function encodeCursor(parts: readonly CursorPart[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** What a part may be, so that a cursor made up by somebody is refused here and not by the database. */
type CursorKind = 'text' | 'integer' | 'uuid' | 'time'

/**
 * The parts of a cursor, checked: `decodeCursor(cursor, 'name', ['text', 'uuid'])`. The name says which order it
 * belongs to, so that a cursor of one list or order is refused by another.
 */
export function decodeCursor<const Kinds extends readonly CursorKind[]>(
  cursor: string,
  name: string,
  kinds: Kinds,
): { [At in keyof Kinds]: Kinds[At] extends 'integer' ? number : string } {
  const parts = parse(cursor)
  const fits =
    Array.isArray(parts) &&
    parts.length === kinds.length + 1 &&
    parts[0] === name &&
    kinds.every((kind, at) => isPart(parts[at + 1], kind))
  if (!fits) {
    throw new DomainError('invalid_input', { field: 'cursor', detail: 'This is not a cursor of this list.' })
  }
  return parts.slice(1) as never // each was held against its kind
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

function isPart(part: unknown, kind: CursorKind): boolean {
  if (kind === 'integer') return Number.isSafeInteger(part)
  if (typeof part !== 'string' || !part.isWellFormed() || part.includes('\0')) return false
  if (kind === 'uuid') return uuid.test(part)
  return kind === 'text' || (time.test(part) && !Number.isNaN(Date.parse(part)))
}
