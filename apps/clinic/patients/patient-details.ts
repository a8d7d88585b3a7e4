import type { Tenant } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { birthOfAge, parseBirthDate, today } from './birth-date.ts'
import type { Address, EmergencyContact, PatientChange } from './patients.contract.ts'
import type { BirthPrecision } from './patients.tables.ts'
import { countryOf, parsePhone } from './phone.ts'

/** A patient as he is kept: names as they were written, phones as E.164, the birth date with its precision. */
export interface PatientDetails {
  givenName: string
  familyName: string
  sex: string
  birthDate: string | null
  birthPrecision: BirthPrecision | null
  birthEstimated: boolean
  phone: string | null
  email: string | null
  address: Address | null
  language: string | null
  bloodGroup: string | null
  emergencyContact: EmergencyContact | null
  notes: string | null
  deceased: boolean
  deceasedOn: string | null
}

/** Somebody of whom nothing is known. */
export const nobody: PatientDetails = {
  givenName: '',
  familyName: '',
  sex: 'unknown',
  birthDate: null,
  birthPrecision: null,
  birthEstimated: false,
  phone: null,
  email: null,
  address: null,
  language: null,
  bloodGroup: null,
  emergencyContact: null,
  notes: null,
  deceased: false,
  deceasedOn: null,
}

/** The details after a change, checked. What the change does not name stays; `null` clears it. */
export function changedDetails(
  before: PatientDetails,
  change: PatientChange,
  tenant: Tenant,
): PatientDetails {
  const { birthDate, age, ...rest } = change
  const country = countryOf(tenant.locale)
  const after: PatientDetails = {
    ...before,
    ...rest,
    ...(rest.givenName !== undefined && { givenName: rest.givenName.trim() }),
    ...(rest.familyName !== undefined && { familyName: rest.familyName.trim() }),
    ...(rest.phone && { phone: phoneIn('phone', rest.phone, country) }),
    ...(rest.emergencyContact && { emergencyContact: contactIn(rest.emergencyContact, country) }),
    ...(rest.deceasedOn && rest.deceased === undefined && { deceased: true }),
    ...(rest.deceased === false && rest.deceasedOn === undefined && { deceasedOn: null }),
    ...birthIn({ birthDate, age }, today(tenant.timeZone)),
  }
  checkDetails(after, today(tenant.timeZone))
  return after
}

function checkDetails(details: PatientDetails, todayHere: string) {
  const { givenName, familyName, birthDate, deceased, deceasedOn } = details
  if (!givenName && !familyName) {
    throw new DomainError('invalid_input', { field: 'givenName', detail: 'A patient has a name.' })
  }
  if (!deceasedOn) return
  const refuse = (detail: string) => {
    throw new DomainError('invalid_input', { field: 'deceasedOn', detail })
  }
  if (!deceased) refuse('A date of death is for deceased patients.')
  if (deceasedOn > todayHere) refuse('The date lies ahead.')
  if (birthDate && deceasedOn < birthDate) refuse('The date lies before the birth.')
}

function birthIn({ birthDate, age }: Pick<PatientChange, 'birthDate' | 'age'>, todayHere: string) {
  if (age && birthDate) {
    throw new DomainError('invalid_input', { field: 'age', detail: 'Give the birth date or the age.' })
  }
  if (birthDate === null) return { birthDate, birthPrecision: null, birthEstimated: false }
  if (!birthDate && !age) return {}
  const birth = birthDate ? parseBirthDate(birthDate, todayHere) : birthOfAge(age!, todayHere)
  if (!birth) {
    throw new DomainError('invalid_input', {
      field: birthDate ? 'birthDate' : 'age',
      detail: 'There is no such day, or it lies ahead or too far back.',
    })
  }
  return birth
}

function contactIn(contact: EmergencyContact, country: string | undefined): EmergencyContact {
  if (!contact.phone) return contact
  return { ...contact, phone: phoneIn('emergencyContact.phone', contact.phone, country) }
}

function phoneIn(field: string, written: string, country: string | undefined): string {
  const phone = parsePhone(written, country)
  if (phone) return phone
  throw new DomainError('invalid_input', { field, detail: 'This is not a complete phone number.' })
}
