import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/mobile'
import { DomainError } from '#platform/http/domain-error.ts'

/**
 * A mobile number as E.164, with the shop's own country where none is written: reminders go to it. Throws `invalid_input`
 * for anything that is no mobile number.
 */
export function readPhone(written: string | null, locale: string): string | null {
  if (written === null) return null
  const country = (new Intl.Locale(locale).region ?? 'IN') as CountryCode // whatever it does not know it refuses
  const phone = parsePhoneNumberFromString(written.normalize('NFKC'), country)
  if (!phone?.isValid()) throw new DomainError('invalid_input', { field: 'phone' })
  return phone.number
}
