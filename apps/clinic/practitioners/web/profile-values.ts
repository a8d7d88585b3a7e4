import { readMoney, writeMoney } from '#web/format/money.ts'
import type { Practitioner } from '../practitioners.contract.ts'
import type { Profile } from './practitioner-queries.ts'

/** The form as it is typed. */
export interface ProfileValues {
  licenceNumber: string
  speciality: string
  qualification: string
  practisingSince: string
  fee: string
}

export function valuesOf(profile: Practitioner | undefined, currency: string): ProfileValues {
  const { licenceNumber = '', speciality = '', qualification = '' } = profile ?? {}
  return {
    licenceNumber,
    speciality,
    qualification,
    practisingSince: profile?.practisingSince ? String(profile.practisingSince) : '',
    fee: writeMoney(profile?.feeMinor ?? null, currency),
  }
}

/** What is wrong with what was typed, by field, as keys of the catalogue. */
export function problemsOf(
  { licenceNumber, practisingSince, fee }: ProfileValues,
  { currency, today }: { currency: string; today: string },
) {
  const thisYear = Number(today.slice(0, 4))
  const year = Number(practisingSince)
  const isYear =
    practisingSince === '' || (/^\d{4}$/.test(practisingSince) && year >= 1900 && year <= thisYear)
  return {
    ...(licenceNumber.trim() === '' && { licenceNumber: 'licenceNeeded' as const }),
    ...(!isYear && { practisingSince: 'noYear' as const }),
    ...(fee.trim() !== '' && (readMoney(fee, currency) ?? -1) < 0 && { fee: 'noAmount' as const }),
  }
}

export function profileOf(values: ProfileValues, currency: string): Profile {
  const { licenceNumber, speciality, qualification, practisingSince, fee } = values
  return {
    licenceNumber: licenceNumber.trim(),
    speciality: speciality.trim(),
    qualification: qualification.trim(),
    practisingSince: practisingSince === '' ? null : Number(practisingSince),
    feeMinor: fee.trim() === '' ? null : (readMoney(fee, currency) ?? null),
  }
}
