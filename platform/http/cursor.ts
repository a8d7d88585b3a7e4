import { DomainError } from './domain-error.ts'

/** Where a page ended: the sort values of its last row. */
export type CursorPart = string | number

/** Opaque to the caller, so that the way a list is sorted may change. */
export function encodeCursor(parts: readonly CursorPart[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/**
 * The parts of a cursor, checked: `decodeCursor(cursor, 'name', ['string', 'string'])`. The name says which order it
 * belongs to, so that a cursor of one list or order is refused by another.
 */
export function decodeCursor<const Kinds extends readonly ('string' | 'number')[]>(
  cursor: string,
  name: string,
  kinds: Kinds,
): { [At in keyof Kinds]: Kinds[At] extends 'number' ? number : string } {
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

// A NUL would be refused by PostgreSQL only, as an error of the server's.
function isPart(part: unknown, kind: 'string' | 'number'): boolean {
  if (kind === 'number') return Number.isSafeInteger(part)
  return typeof part === 'string' && part.isWellFormed() && !part.includes('\0')
}
