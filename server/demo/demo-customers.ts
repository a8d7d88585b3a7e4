import type { NewCustomer } from '#apps/store/customers/customers.contract.ts'
import type { Standing } from './demo-standings.ts'
import type { Dice } from './dice.ts'
import type { Person } from './people.ts'

/** Somebody as a shop writes him down, and by whom it was said that he may be written to. */
export interface DemoCustomer {
  customer: NewCustomer
  consentSource: 'shop' | 'import' | 'whatsapp'
}

/** Apartments that are asked for when the shop is shown. */
const known = ['36194', '42012', '10056']
/** Few towers, so that each has neighbours. */
const towers = ['07', '10', '21', '36', '42']

/** A customer out of a person, so that what is said of him can be true. */
export function makeCustomer(
  dice: Dice,
  { person, index, standing }: { person: Person; index: number; standing: Standing },
): DemoCustomer {
  const apartments = [known[index] ?? apartmentOf(dice), ...(index % 9 === 4 ? [apartmentOf(dice)] : [])]
  const consent = consentOf[standing]
  return {
    customer: {
      name: `${person.givenName} ${person.familyName}`.trim(),
      apartments,
      phone: standing === 'no_phone' ? null : phoneOf(index),
      language: person.language === 'hi' || dice.chance(0.35) ? 'hi' : 'en',
      consent,
      creditLimitMinor: dice.pick([null, 1_500_000, 2_500_000, 5_000_000]),
    },
    consentSource: consent === 'withdrawn' ? 'whatsapp' : dice.pick(['shop', 'shop', 'import']),
  }
}

const consentOf: Record<Standing, 'given' | 'unknown' | 'withdrawn'> = {
  disputed: 'given',
  promised: 'given',
  reminded: 'given',
  claimed: 'given',
  no_phone: 'given',
  nothing: 'given',
  not_asked: 'unknown',
  withdrawn: 'withdrawn',
}

/**
 * 555-0100 to 555-0199 are kept free for films and examples (North American Numbering Plan): nobody is ever called. India
 * keeps no mobile numbers free, and what its plan does not know the counter refuses.
 */
function phoneOf(index: number): string {
  return `+1212555${String(100 + index).padStart(4, '0')}`
}

function apartmentOf(dice: Dice): string {
  return `${dice.pick(towers)}${String(dice.between(1, 24)).padStart(2, '0')}${dice.between(1, 6)}`
}
