import type { Address, NewPatient } from '../../patients/patients.contract.ts'
import { conceptAt } from './codes.ts'
import { dateAt } from './dates.ts'
import { booleanAt, firstPartAt, joined, type Part, partAt, partsAt, textAt, textsAt } from './json.ts'
import { personName } from './people.ts'

/** What a Patient resource says of the person, in the words of the register. */
export type ImportedPatient = Required<
  Pick<
    NewPatient,
    | 'givenName'
    | 'familyName'
    | 'sex'
    | 'birthDate'
    | 'phone'
    | 'email'
    | 'address'
    | 'language'
    | 'deceased'
    | 'deceasedOn'
  >
>

const sexes = ['female', 'male', 'other', 'unknown'] as const

export function mapPatient(resource: Part): ImportedPatient {
  const { givenName, familyName } = personName(resource) ?? { givenName: 'Unknown', familyName: '' }
  const deceasedOn = dateAt(resource, 'deceasedDateTime')
  const sex = textAt(resource, 'gender')
  return {
    givenName: givenName.slice(0, 100),
    familyName: familyName.slice(0, 100),
    sex: sexes.find((each) => each === sex) ?? 'unknown',
    birthDate: dateAt(resource, 'birthDate')?.text.slice(0, 10) ?? null,
    phone: contactOf(resource, 'phone') ?? contactOf(resource, 'sms'),
    email: contactOf(resource, 'email'),
    address: addressOf(resource),
    language: languageOf(resource),
    deceased: deceasedOn !== null || booleanAt(resource, 'deceasedBoolean') === true,
    // The day where the patient died, as written: not moved into the clinic's zone.
    deceasedOn: deceasedOn && deceasedOn.text.length >= 10 ? deceasedOn.text.slice(0, 10) : null,
  }
}

/** The contact with the best rank, which is the lowest; those out of use are no contacts. */
function contactOf(resource: Part, system: string): string | null {
  const rank = (contact: Part) => (typeof contact.json.rank === 'number' ? contact.json.rank : 1000)
  const [contact] = partsAt(resource, 'telecom')
    .filter((each) => textAt(each, 'system') === system && textAt(each, 'use') !== 'old')
    .toSorted((one, other) => rank(one) - rank(other))
  return contact ? textAt(contact, 'value') : null
}

function addressOf(resource: Part): Address | null {
  const all = partsAt(resource, 'address')
  const address = all.find((each) => textAt(each, 'use') === 'home') ?? all[0]
  if (!address) return null
  const country = textAt(address, 'country')
  const parts = {
    line: joined(textsAt(address, 'line')) ?? textAt(address, 'text'),
    city: textAt(address, 'city'),
    district: textAt(address, 'district'),
    state: textAt(address, 'state'),
    postalCode: textAt(address, 'postalCode'),
    country: country && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : null,
  }
  const limits = { line: 300, city: 100, district: 100, state: 100, postalCode: 20, country: 2 }
  const known = Object.entries(parts).flatMap(([name, text]) =>
    text ? [[name, text.slice(0, limits[name as keyof typeof limits])]] : [],
  )
  return known.length > 0 ? Object.fromEntries(known) : null
}

function languageOf(resource: Part): string | null {
  const all = partsAt(resource, 'communication')
  const chosen = all.find((each) => each.json.preferred === true) ?? firstPartAt(resource, 'communication')
  const { code } = chosen && partAt(chosen, 'language') ? conceptAt(chosen, 'language') : { code: null }
  return code && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code) ? code : null
}
