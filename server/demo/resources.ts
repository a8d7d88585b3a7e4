import { at, type Day } from './days.ts'
import type { Person } from './people.ts'

/** FHIR R4, as far as the demonstration needs it. */
export interface Resource {
  resourceType: string
  id: string
  [field: string]: unknown
}

/**
 * Writes one patient's resources. Codes are ICD-10 of the WHO, CVX of the CDC, and LOINC (© Regenstrief Institute, used
 * under its licence, https://loinc.org/license).
 */
export interface Writer {
  readonly resources: Resource[]
  visit(visit: { day: Day; minutes: number; type: string; reason: string }): string
  problem(problem: { title: string; code: string; since: Day; until?: Day; encounter?: string }): void
  allergy(allergy: {
    title: string
    category: string
    criticality: 'low' | 'high'
    reaction: string
    since: Day
  }): void
  medication(medication: {
    title: string
    dose: string
    since: Day
    active: boolean
    reason: string
    asNeeded?: boolean
    encounter?: string
  }): void
  measure(measurement: Measurement): string
  report(report: {
    title: string
    code: string
    when: string
    results: string[]
    conclusion: string
    encounter?: string
  }): void
  vaccine(vaccine: { title: string; code: string; day: Day; dose: number }): void
  procedure(procedure: { title: string; day: Day; minutes: number; reason: string; encounter?: string }): void
}

interface Measurement {
  kind: 'vital-signs' | 'laboratory'
  title: string
  code: string
  when: string
  value?: number
  unit?: string
  range?: [low: number, high: number]
  parts?: { title: string; code: string; value: number; unit: string }[]
  encounter?: string | undefined
}

const icd10 = 'http://hl7.org/fhir/sid/icd-10'
const loinc = 'http://loinc.org'
const terminology = 'http://terminology.hl7.org/CodeSystem'

export function makeWriter(person: Person, scope: string, doctor: string): Writer {
  const resources: Resource[] = [patientResource(person, scope)]
  const subject = { reference: `Patient/${scope}-${person.key}` }
  let count = 0
  const add = (resourceType: string, fields: object): string => {
    const id = `${scope}-${person.key}-${++count}`
    resources.push({ resourceType, id, ...fields })
    return `${resourceType}/${id}`
  }
  const during = (encounter: string | undefined) => encounter && { encounter: { reference: encounter } }

  return {
    resources,
    visit: ({ day, minutes, type, reason }) =>
      add('Encounter', {
        status: 'finished',
        class: { system: `${terminology}/v3-ActCode`, code: 'AMB', display: 'ambulatory' },
        type: [{ text: type }],
        subject,
        participant: [{ individual: { display: doctor } }],
        period: { start: at(day, minutes), end: at(day, minutes + 15) },
        reasonCode: [{ text: reason }],
      }),
    problem: ({ title, code, since, until, encounter }) =>
      void add('Condition', {
        clinicalStatus: status('condition-clinical', until ? 'resolved' : 'active'),
        verificationStatus: status('condition-ver-status', 'confirmed'),
        code: { coding: [{ system: icd10, code, display: title }], text: title },
        subject,
        ...during(encounter),
        onsetDateTime: since,
        ...(until && { abatementDateTime: until }),
      }),
    allergy: ({ title, category, criticality, reaction, since }) =>
      void add('AllergyIntolerance', {
        clinicalStatus: status('allergyintolerance-clinical', 'active'),
        verificationStatus: status('allergyintolerance-verification', 'confirmed'),
        category: [category],
        criticality,
        code: { text: title },
        patient: subject,
        onsetDateTime: since.slice(0, 4),
        reaction: [{ manifestation: [{ text: reaction }] }],
      }),
    medication: ({ title, dose, since, active, reason, asNeeded, encounter }) =>
      void add('MedicationRequest', {
        status: active ? 'active' : 'completed',
        intent: 'order',
        medicationCodeableConcept: { text: title },
        subject,
        ...during(encounter),
        authoredOn: since,
        requester: { display: doctor },
        reasonCode: [{ text: reason }],
        dosageInstruction: [{ text: dose, ...(asNeeded && { asNeededBoolean: true }) }],
      }),
    measure: ({ kind, title, code, when, value, unit, range, parts, encounter }) =>
      add('Observation', {
        status: 'final',
        category: [{ coding: [{ system: `${terminology}/observation-category`, code: kind }] }],
        code: { coding: [{ system: loinc, code, display: title }], text: title },
        subject,
        ...during(encounter),
        effectiveDateTime: when,
        ...(value !== undefined && { valueQuantity: { value, unit } }),
        ...(range && {
          referenceRange: [{ low: { value: range[0], unit }, high: { value: range[1], unit } }],
        }),
        ...(range && value !== undefined && flagOf(value, range)),
        ...(parts && {
          component: parts.map((part) => ({
            code: { coding: [{ system: loinc, code: part.code, display: part.title }], text: part.title },
            valueQuantity: { value: part.value, unit: part.unit },
          })),
        }),
      }),
    report: ({ title, code, when, results, conclusion, encounter }) =>
      void add('DiagnosticReport', {
        status: 'final',
        category: [{ coding: [{ system: `${terminology}/v2-0074`, code: 'LAB', display: 'Laboratory' }] }],
        code: { coding: [{ system: loinc, code, display: title }], text: title },
        subject,
        ...during(encounter),
        effectiveDateTime: when,
        result: results.map((reference) => ({ reference })),
        conclusion,
      }),
    vaccine: ({ title, code, day, dose }) =>
      void add('Immunization', {
        status: 'completed',
        vaccineCode: {
          coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code, display: title }],
          text: title,
        },
        patient: subject,
        occurrenceDateTime: day,
        protocolApplied: [{ doseNumberPositiveInt: dose }],
      }),
    procedure: ({ title, day, minutes, reason, encounter }) =>
      void add('Procedure', {
        status: 'completed',
        code: { text: title },
        subject,
        ...during(encounter),
        performedPeriod: { start: at(day, minutes), end: at(day, minutes + 20) },
        performer: [{ actor: { display: doctor } }],
        reasonCode: [{ text: reason }],
      }),
  }
}

function patientResource(person: Person, scope: string): Resource {
  const { key, givenName, familyName, sex, birthDate, phone, email, address, language, diedOn } = person
  const { line, ...place } = address
  return {
    resourceType: 'Patient',
    id: `${scope}-${key}`,
    name: [{ use: 'official', ...(familyName && { family: familyName }), given: [givenName] }],
    gender: sex,
    birthDate,
    telecom: [
      ...(phone ? [{ system: 'phone', value: phone, use: 'mobile' }] : []),
      ...(email ? [{ system: 'email', value: email }] : []),
    ],
    address: [{ use: 'home', line: [line], ...place }],
    communication: [
      { language: { coding: [{ system: 'urn:ietf:bcp:47', code: language }] }, preferred: true },
    ],
    ...(diedOn && { deceasedDateTime: diedOn }),
  }
}

function status(system: string, code: string) {
  return { coding: [{ system: `${terminology}/${system}`, code }] }
}

function flagOf(value: number, [low, high]: [number, number]) {
  const code = value < low ? 'L' : value > high ? 'H' : undefined
  return (
    code && {
      interpretation: [{ coding: [{ system: `${terminology}/v3-ObservationInterpretation`, code }] }],
    }
  )
}
