import type { Tenant } from '@tenantry/tenancy'
import {
  countryOf,
  nobody,
  parseBirthDate,
  parsePhone,
  type PatientDetails,
  today,
} from '../patients/patients.ts'
import { fault } from './mapping/json.ts'
import type { ImportedPatient } from './mapping/patient.ts'

/** The register's words for what a source says. Throws `ResourceFault` for a birth that cannot be. */
export function detailsOf(imported: ImportedPatient, tenant: Tenant): PatientDetails {
  const { birthDate, phone, email, address } = imported
  const birth = birthDate ? parseBirthDate(birthDate, today(tenant.timeZone)) : undefined
  if (birthDate && !birth) throw fault('Patient.birthDate', `${birthDate} lies ahead, or too far back`)
  const country = address?.country ?? countryOf(tenant.locale)
  return {
    ...nobody,
    ...imported,
    birthDate: birth?.birthDate ?? null,
    birthPrecision: birth?.birthPrecision ?? null,
    birthEstimated: false,
    // A number that cannot be dialled is no number; it stays in the original.
    phone: (phone && parsePhone(phone, country)) ?? null,
    email: email && email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : null,
  }
}
