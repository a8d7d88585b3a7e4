import { type Static, type TSchema, Type } from 'typebox'
import {
  EmailAddress,
  idOf,
  LocalDate,
  nullable,
  oneOf,
  optionalText,
  Paging,
  Timestamp,
  text,
  Version,
} from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'

export const PatientId = idOf('patient')

/** Administrative gender, in the words of FHIR. */
export const Sex = oneOf('female', 'male', 'other', 'unknown')

export const BloodGroup = oneOf('A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-')

/** A day, a month or a year, as much as is known: `1981-05-17`, `1981-05`, `1981`. */
export const BirthDate = Type.String({
  pattern: '^[12]\\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$',
  maxLength: 10,
})

/** For whoever knows an age and no date: kept as an estimated birth date, as exact as the unit allows. */
const Age = strictObject({
  value: Type.Integer({ minimum: 0, maximum: 1500 }),
  unit: oneOf('years', 'months', 'weeks', 'days'),
})

const Phone = Type.String({ minLength: 1, maxLength: 30, pattern: '\\d' })
const Country = Type.String({ pattern: '^[A-Z]{2}$' })
const Language = Type.String({ maxLength: 35, pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' })

const Address = strictObject({
  line: Type.Optional(text(300)),
  city: Type.Optional(text(100)),
  district: Type.Optional(text(100)),
  state: Type.Optional(text(100)),
  postalCode: Type.Optional(text(20)),
  country: Type.Optional(Country),
})

const EmergencyContact = strictObject({
  name: text(200),
  relation: Type.Optional(text(100)),
  phone: Type.Optional(Phone),
})

/**
 * Names are kept as they were written. A person with one name has it as `givenName` and an empty `familyName`;
 * middle and father's names belong to the given names. One of the two is never empty.
 */
const names = { givenName: optionalText(100), familyName: optionalText(100) }

/** What may be left out, and is then not known. `null` clears it. */
const details = {
  sex: Sex,
  birthDate: nullable(BirthDate),
  /** With or without country code, grouped in any way; without one the clinic's country is meant. */
  phone: nullable(Phone),
  email: nullable(EmailAddress),
  address: nullable(Address),
  language: nullable(Language),
  bloodGroup: nullable(BloodGroup),
  emergencyContact: nullable(EmergencyContact),
  notes: nullable(text(4000)),
  deceased: Type.Boolean(),
  deceasedOn: nullable(LocalDate),
}

const age = { age: Type.Optional(Age) }

/** A line of the list: what tells one patient from another. */
export const PatientSummary = strictObject({
  id: PatientId,
  number: Type.String(),
  ...names,
  /** Both names together, as they are spoken. */
  name: Type.String(),
  sex: Sex,
  birthDate: nullable(BirthDate),
  /** The birth date was worked out from an age. */
  birthDateEstimated: Type.Boolean(),
  phone: nullable(Type.String()),
  deceased: Type.Boolean(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})

export const Patient = strictObject({
  ...PatientSummary.properties,
  ...details,
  /** E.164: `+919820012345`. */
  phone: nullable(Type.String()),
  version: Version,
  can: strictObject({ edit: Type.Boolean() }),
})

const NewPatient = strictObject({
  givenName: Type.Optional(names.givenName),
  familyName: Type.Optional(names.familyName),
  ...optional(details),
  ...age,
  /** The caller has seen who might be the same person and says it is somebody else. */
  confirmedDuplicate: Type.Optional(Type.Boolean()),
})

const PatientChange = Type.Object(
  {
    givenName: Type.Optional(names.givenName),
    familyName: Type.Optional(names.familyName),
    ...optional(details),
    ...age,
  },
  { additionalProperties: false, minProperties: 1 },
)

export type PatientId = Static<typeof PatientId>
export type PatientSummary = Static<typeof PatientSummary>
export type Patient = Static<typeof Patient>
export type NewPatient = Static<typeof NewPatient>
export type PatientChange = Static<typeof PatientChange>
export type Address = Static<typeof Address>
export type EmergencyContact = Static<typeof EmergencyContact>

/**
 * Registers a patient and gives him his number. Refused with `possible_duplicate` where the clinic may know him
 * already, whose ids are the problem's `conflicts`; `confirmedDuplicate: true` goes on.
 */
export const registerPatient = route({
  method: 'POST',
  url: '/patients',
  permission: 'patient.write',
  health: true,
  creates: true,
  body: NewPatient,
  reply: Patient,
})

export const editPatient = route({
  method: 'PATCH',
  url: '/patients/:patientId',
  permission: 'patient.write',
  health: true,
  ifMatch: true,
  params: strictObject({ patientId: PatientId }),
  body: PatientChange,
  reply: Patient,
})

export const getPatient = route({
  method: 'GET',
  url: '/patients/:patientId',
  permission: 'patient.read',
  health: true,
  params: strictObject({ patientId: PatientId }),
  reply: Patient,
})

/** `-` is downwards. */
export const PatientSort = oneOf('name', '-name', 'registered', '-registered', 'updated', '-updated')
export type PatientSort = Static<typeof PatientSort>

/**
 * Patients page by page. With `q` those whose name, number or phone fits, best hits first, whatever `sort` says:
 * any part of a name, one typing error from four letters on; the number or its last part; the first or last digits
 * of the phone, with or without country code. Several words must all fit.
 */
export const listPatients = route({
  method: 'GET',
  url: '/patients',
  permission: 'patient.read',
  health: true,
  query: strictObject({
    q: Type.Optional(optionalText(200)),
    sort: Type.Optional(PatientSort),
    ...Paging,
  }),
  reply: strictObject({
    items: Type.Array(PatientSummary),
    /** The cursor of the next page; null on the last one. */
    next: nullable(Type.String()),
  }),
})

/** Who is there already, asked while somebody is being registered. All parts may be missing or half typed. */
export const findDuplicates = route({
  method: 'GET',
  url: '/patients/duplicates',
  permission: 'patient.read',
  health: true,
  query: strictObject({
    phone: Type.Optional(optionalText(30)),
    givenName: Type.Optional(names.givenName),
    familyName: Type.Optional(names.familyName),
    birthDate: Type.Optional(BirthDate),
    /** The patient being edited is not his own duplicate. */
    except: Type.Optional(PatientId),
  }),
  reply: strictObject({
    /** Those who share the phone. */
    household: Type.Array(PatientSummary),
    /** Same phone and a similar name, or the same name and birth date. */
    duplicates: Type.Array(PatientSummary),
  }),
})

/** The patients who share this one's phone, without him. */
export const listHousehold = route({
  method: 'GET',
  url: '/patients/:patientId/household',
  permission: 'patient.read',
  health: true,
  params: strictObject({ patientId: PatientId }),
  reply: strictObject({ items: Type.Array(PatientSummary) }),
})

function optional<P extends Record<string, TSchema>>(properties: P) {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, Type.Optional(schema)]),
  ) as { [K in keyof P]: ReturnType<typeof Type.Optional<P[K]>> }
}

/** What is told of patients, and who may hear it. */
export const patientEvents = {
  'patient.registered': 'patient.read',
  'patient.changed': 'patient.read',
} as const
