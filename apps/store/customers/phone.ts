import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/mobile'
import { DomainError } from '#platform/http/domain-error.ts'

/**
 * A mobile number as E.164, with the shop's own country where none is written: reminders go to it. Throws `invalid_input`
 * for anything that is no mobile number.
 */
export function readPhone(written: string | null, locale: string): string | null {
  if (written === null) return null
  const phone = findMobile(written, locale)
  if (phone === undefined) throw new DomainError('invalid_input', { field: 'phone' })
  return phone
}

/** The same, and nothing for what is no mobile number. */
export function findMobile(written: string, locale: string): string | undefined {
  const phone = parsePhoneNumberFromString(written.normalize('NFKC'), countryOf(locale))
  return phone?.isValid() ? phone.number : undefined
}

/** The shop's own country. */
export function countryOf(locale: string): CountryCode {
  return (new Intl.Locale(locale).region ?? 'IN') as CountryCode // whatever it does not know it refuses
}
