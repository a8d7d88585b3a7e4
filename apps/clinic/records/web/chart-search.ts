import { type RecordKind, recordKinds } from '../records.contract.ts'

/** What the address of a chart says beside the patient. */
interface ChartSearch {
  /** The kinds the timeline shows, by comma; all when missing. */
  kinds?: string
  /** The record, the trend, the type or the form in the side sheet. */
  record?: string
  trend?: string
  type?: string
  sheet?: 'edit'
  /** What stands beside the summary; the timeline when missing. */
  view?: 'files'
}

export function readChartSearch(given: Record<string, unknown>): ChartSearch {
  const { kinds, record, trend, type, sheet, view } = given
  const known = typeof kinds === 'string' ? readKinds(kinds).join(',') : ''
  return {
    ...(known && { kinds: known }),
    ...(typeof record === 'string' && { record }),
    ...(typeof trend === 'string' && { trend }),
    ...(typeof type === 'string' && /^[A-Z][A-Za-z]*$/.test(type) && { type }),
    ...(sheet === 'edit' && { sheet }),
    ...(view === 'files' && { view }),
  }
}

/** Unknown words are left out and the order is always the same, so that equal views are one query. */
export function readKinds(kinds: string | undefined): RecordKind[] {
  const wanted = new Set(kinds?.split(','))
  return recordKinds.filter((kind) => wanted.has(kind))
}
