import { firstPartAt, joined, type Part, partAt, partsAt, textAt, textsAt } from './json.ts'

interface WrittenName {
  givenName: string
  familyName: string
}

/** Which of somebody's names to use: the first that fits best and is not past. */
const usesInOrder = ['official', 'usual', null, 'temp', 'nickname', 'anonymous', 'maiden', 'old']

/** The name to call somebody by, of all that he has; null where he has none. */
export function personName(person: Part): WrittenName | null {
  const rank = (name: Part) => (isPast(name) ? 100 : 0) + usesInOrder.indexOf(textAt(name, 'use'))
  const [name] = partsAt(person, 'name').toSorted((one, other) => rank(one) - rank(other))
  if (!name) return null
  const familyName = textAt(name, 'family') ?? ''
  const givenName = joined(textsAt(name, 'given'), ' ') ?? ''
  // A name that comes in one piece is not taken apart: no rule holds for all languages.
  const whole = familyName || givenName ? '' : (textAt(name, 'text') ?? '')
  return familyName || givenName || whole ? { givenName: givenName || whole, familyName } : null
}

/** `Dr. Sharyl Hilpert` */
export function personTitle(person: Part): string | null {
  const name = personName(person)
  if (!name) return null
  const first = firstPartAt(person, 'name')
  const prefix = first ? joined(textsAt(first, 'prefix'), ' ') : null
  return joined([prefix, name.givenName, name.familyName], ' ')
}

function isPast(name: Part): boolean {
  const period = partAt(name, 'period')
  return period !== null && textAt(period, 'end') !== null
}
