import type { ProblemCode } from '#contract/problems.ts'

/** What the database refused, in our words. Anything else is our own fault and answers `internal`. */
const bySqlState: Record<string, ProblemCode> = {
  '22001': 'invalid_input', // string too long
  '22003': 'invalid_input', // number out of range
  '22007': 'invalid_input', // not a date
  '22008': 'invalid_input', // date out of range
  '22021': 'invalid_input', // NUL or broken UTF-8
  '22P02': 'invalid_input', // not of that type
  '22P05': 'invalid_input', // \u0000 in JSON
  '23001': 'in_use', // restrict
  '23502': 'invalid_input', // null
  '23505': 'already_exists',
  '23514': 'invalid_input', // check
  '23P01': 'conflict', // exclusion
  '40001': 'busy', // serialisation
  '40P01': 'busy', // deadlock
  '53100': 'storage_full',
  '53200': 'database_unavailable', // out of memory
  '53300': 'database_unavailable', // too many connections
  '55P03': 'busy', // lock not available
  '57014': 'timeout', // cancelled
  '57P01': 'database_unavailable', // terminated by an administrator
  '57P02': 'database_unavailable', // crash
  '57P03': 'database_unavailable', // starting up
}

/** The part of a database error that is safe to look at: its texts may hold the row's values. */
export interface SqlError {
  code: string
  schema?: string
  table?: string
  constraint?: string
  routine?: string
}

export function isSqlError(error: unknown): error is SqlError {
  return (
    error instanceof Error &&
    'severity' in error &&
    'code' in error &&
    /^[0-9A-Z]{5}$/.test(String(error.code))
  )
}

export function problemOfSqlError(error: SqlError, method: string): ProblemCode | undefined {
  // One state for both directions: the deletion of a row that others name, and a row that names what is not there
  // (or is another tenant's: the answer is the same).
  if (error.code === '23503') return method === 'DELETE' ? 'in_use' : 'not_found'
  if (error.code.startsWith('08')) return 'database_unavailable'
  return bySqlState[error.code]
}
