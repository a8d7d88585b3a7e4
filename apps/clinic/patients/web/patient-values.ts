import type { NewPatient, Patient, PatientChange } from '../patients.contract.ts'
import { readBirthDate, writeBirthDate } from './birth-date-text.ts'

/** The form as it is typed: texts everywhere, at the same paths as in the contract. */
export interface PatientValues {
  givenName: string
  familyName: string
  sex: string
  birthDate: string
  age: { value: string; unit: string }
  phone: string
  email: string
  address: Record<'line' | 'city' | 'district' | 'state' | 'postalCode' | 'country', string>
  language: string
  bloodGroup: string
  emergencyContact: Record<'name' | 'relation' | 'phone', string>
  notes: string
  deceased: boolean
  deceasedOn: string
}

export const emptyValues: PatientValues = {
  givenName: '',
  familyName: '',
  sex: 'unknown',
  birthDate: '',
  age: { value: '', unit: 'years' },
  phone: '',
  email: '',
  address: { line: '', city: '', district: '', state: '', postalCode: '', country: '' },
  language: '',
  bloodGroup: '',
  emergencyContact: { name: '', relation: '', phone: '' },
  notes: '',
  deceased: false,
  deceasedOn: '',
}

export function valuesOf(patient: Patient, locale: string): PatientValues {
  const { givenName, familyName, sex, deceased } = patient
  return {
    givenName,
    familyName,
    sex,
    birthDate: writeBirthDate(patient.birthDate, locale),
    age: emptyValues.age,
    phone: patient.phone ?? '',
    email: patient.email ?? '',
    address: { ...emptyValues.address, ...patient.address },
    language: patient.language ?? '',
    bloodGroup: patient.bloodGroup ?? '',
    emergencyContact: { ...emptyValues.emergencyContact, ...patient.emergencyContact },
    notes: patient.notes ?? '',
    deceased,
    deceasedOn: patient.deceasedOn ?? '',
  }
}

/** What is sent to register: nothing that was left empty. The contract's schema judges it. */
export function newPatientOf(values: PatientValues, locale: string): NewPatient {
  const { deceased, deceasedOn, ...rest } = detailsOf(values, locale)
  return withoutNulls({ ...rest, ...(deceased && { deceased, deceasedOn }) }) as NewPatient
}

/** What is sent to edit: what differs from the version the form was opened with; null clears. */
export function patientChangeOf(before: PatientValues, after: PatientValues, locale: string): PatientChange {
  const old = detailsOf(before, locale)
  const changed = Object.entries(detailsOf(after, locale)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name as keyof typeof old]),
  )
  return Object.fromEntries(changed) as PatientChange
}

function detailsOf(values: PatientValues, locale: string) {
  const { givenName, familyName, sex, birthDate, age, deceased } = values
  return {
    givenName: givenName.trim(),
    familyName: familyName.trim(),
    sex,
    // What could not be read is sent as typed, so that the schema refuses it at its field.
    birthDate: birthDate.trim() ? (readBirthDate(birthDate, locale) ?? birthDate) : null,
    ...(age.value.trim() && !birthDate.trim() && { age: { value: Number(age.value), unit: age.unit } }),
    phone: orNull(values.phone),
    email: orNull(values.email),
    address: objectOrNull(values.address),
    language: orNull(values.language),
    bloodGroup: orNull(values.bloodGroup),
    emergencyContact: objectOrNull(values.emergencyContact),
    notes: orNull(values.notes),
    deceased,
    deceasedOn: deceased ? orNull(values.deceasedOn) : null,
  }
}

function orNull(text: string) {
  return text.trim() || null
}

function objectOrNull(texts: Record<string, string>) {
  const filled = Object.entries(texts).filter(([, text]) => text.trim())
  return filled.length > 0 ? Object.fromEntries(filled.map(([name, text]) => [name, text.trim()])) : null
}

function withoutNulls(values: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''))
}
