import type { CustomerSummary } from '../customers.contract.ts'
import { readSearch, tokensOf } from '../search-words.ts'

/** A few customers who fit what was typed, as the server would find them; those of that very apartment first. */
export function findAmong(
  customers: readonly CustomerSummary[],
  typed: string,
  apartment?: string,
): CustomerSummary[] {
  if (apartment !== undefined) {
    const living = customers.filter(({ apartments }) => apartments.some(({ number }) => number === apartment))
    if (living.length > 0) return living
  }
  const { place, words, orPlace } = readSearch(typed)
  const livesAt = ({ apartments }: CustomerSummary, wanted: NonNullable<typeof place>) =>
    apartments.some((each) =>
      (['tower', 'floor', 'unit'] as const).every(
        (part) => wanted[part] === undefined || wanted[part] === each[part],
      ),
    )
  const isNamed = ({ name, phone, apartments }: CustomerSummary) => {
    const tokens = tokensOf({ name, phone, numbers: apartments.map(({ number }) => number) })
    return words.every((word) => tokens.some((token) => token.startsWith(word)))
  }
  return customers
    .filter((each) => !place || livesAt(each, place))
    .filter((each) => isNamed(each) || (orPlace !== undefined && livesAt(each, orPlace)))
    .slice(0, 8)
}
