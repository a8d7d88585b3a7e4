import type { PatientSort } from '../patients.contract.ts'

/** What the address of the list says: a link to it shows the same view. */
export interface PatientsSearch {
  q?: string
  sort?: PatientSort
  cursor?: string
  /** The sheet over the list. */
  sheet?: 'new'
}

export const defaultSort: PatientSort = 'name'
const sorts: PatientSort[] = ['name', '-name', 'registered', '-registered', 'updated', '-updated']

/** Reads the address; what it does not know is left out, not refused. */
export function readPatientsSearch(search: Record<string, unknown>): PatientsSearch {
  const { q, sort, cursor, sheet } = search
  const known = sorts.find((name) => name === sort)
  return {
    ...(typeof q === 'string' && q !== '' && { q }),
    ...(known && known !== defaultSort && { sort: known }),
    ...(typeof cursor === 'string' && { cursor }),
    ...(sheet === 'new' && { sheet }),
  }
}
