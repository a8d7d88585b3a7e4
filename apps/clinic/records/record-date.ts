import { undated } from './records.tables.ts'

/**
 * A record's date for the browser: a moment in UTC, or what the source knew of it, `2019-05`; null where nothing is
 * known. `at` may come from a column or from JSON that PostgreSQL wrote.
 */
export function recordDate(at: string | null, text: string | null): string | null {
  if (at === null) return null
  const moment = new Date(at).toISOString()
  if (moment === undated) return null
  return text !== null && !text.includes('T') ? text : moment
}
