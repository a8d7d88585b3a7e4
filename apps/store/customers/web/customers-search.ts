import type { CustomerSort } from '../customers.contract.ts'

/** What the address of the list says: a link to it shows the same view. */
export interface CustomersSearch {
  q?: string
  sort?: CustomerSort
  tower?: number
  floor?: number
  owing?: boolean
  archived?: boolean
  cursor?: string
  /** The sheet over the list. */
  sheet?: 'new'
}

const sorts: CustomerSort[] = ['name', 'balance', 'place']

/** Reads the address; what it does not know is left out, not refused. */
export function readCustomersSearch(search: Record<string, unknown>): CustomersSearch {
  const { q, sort, cursor, sheet } = search
  const known = sorts.find((name) => name === sort)
  const tower = numberOf(search.tower, 9999)
  const floor = numberOf(search.floor, 999)
  return {
    ...(typeof q === 'string' && q !== '' && { q }),
    ...(known && known !== 'name' && { sort: known }),
    ...(tower !== undefined && { tower }),
    ...(floor !== undefined && { floor }),
    ...(String(search.owing) === 'true' && { owing: true }),
    ...(String(search.archived) === 'true' && { archived: true }),
    ...(typeof cursor === 'string' && { cursor }),
    ...(sheet === 'new' && { sheet }),
  }
}

function numberOf(value: unknown, most: number) {
  return /^\d{1,4}$/.test(String(value)) && Number(value) <= most ? Number(value) : undefined
}
