import { useDebouncedValue } from '@mantine/hooks'
import type { PatientId } from '../patients.contract.ts'
import { readBirthDate } from './birth-date-text.ts'
import { type Asked, useDuplicates } from './patient-queries.ts'
import type { PatientValues } from './patient-values.ts'

/** Asks, while somebody types, who is there already: a full phone number or a full name is enough to ask. */
export function useSimilarPatients(values: PatientValues, locale: string, except?: PatientId) {
  const [settled] = useDebouncedValue(values, 300)
  const asked = askedOf(settled, locale)
  const { data } = useDuplicates({ ...asked, ...(except && { except }) }, isEnough(asked))
  return isEnough(asked) ? data : undefined
}

function askedOf({ phone, givenName, familyName, birthDate }: PatientValues, locale: string): Asked {
  const date = readBirthDate(birthDate, locale)
  return {
    ...(phone.trim() && { phone: phone.trim() }),
    ...(givenName.trim() && { givenName: givenName.trim() }),
    ...(familyName.trim() && { familyName: familyName.trim() }),
    ...(date && { birthDate: date }),
  }
}

function isEnough({ phone = '', givenName, familyName }: Asked) {
  return phone.replace(/\D/g, '').length >= 7 || Boolean(givenName && familyName)
}
