import type { LivedIn } from '../apartments.contract.ts'

/** How an apartment stands: the gravest that is true of it. */
export const standings = ['overdue', 'much', 'owes', 'clear'] as const
export type Standing = (typeof standings)[number]

export function standingOf({ overdueMinor, owesMuch, owedMinor }: LivedIn): Standing {
  if (overdueMinor > 0) return 'overdue'
  if (owesMuch) return 'much'
  return owedMinor > 0 ? 'owes' : 'clear'
}

interface ApartmentsSearch {
  tower?: number
  show?: Standing
}

/** Reads the address; what it does not know is left out. */
export function readApartmentsSearch({ tower, show }: Record<string, unknown>): ApartmentsSearch {
  const known = standings.find((each) => each === show)
  return {
    ...(/^\d{1,4}$/.test(String(tower)) && { tower: Number(tower) }),
    ...(known && { show: known }),
  }
}
