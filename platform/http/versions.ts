import type { IncomingHttpHeaders } from 'node:http'
import { DomainError } from './domain-error.ts'

/** The version that the caller has before him: `If-Match: "3"`. */
export function versionIn(headers: IncomingHttpHeaders): number {
  const header = headers['if-match']
  if (header === undefined) throw new DomainError('version_required', { field: 'If-Match' })
  const version = /^"([1-9]\d{0,9})"$/.exec(header)?.[1]
  if (version === undefined) throw new DomainError('invalid_input', { field: 'If-Match' })
  return Number(version)
}
