import type { RecordKind } from '../../records/records.contract.ts'
import { readCoding, readConcept } from './codes.ts'
import { dateAt, occurred, startAt } from './dates.ts'
import { isObject, type JsonObject, joined, type Part, partsAt, textAt } from './json.ts'
import { observationKind } from './observation.ts'
import { personTitle } from './people.ts'

/** What is known of a resource whatever its type: enough to list it. */
export interface Head {
  kind: RecordKind | 'patient' | 'directory'
  title: string
  status: string | null
  occurredAt: string
  occurredText: string | null
}

const kinds: Record<string, Head['kind']> = {
  Patient: 'patient',
  Encounter: 'encounter',
  Condition: 'problem',
  AllergyIntolerance: 'allergy',
  MedicationRequest: 'medication',
  MedicationStatement: 'medication',
  Immunization: 'immunization',
  Procedure: 'procedure',
  DiagnosticReport: 'report',
  Claim: 'billing',
  ClaimResponse: 'billing',
  ExplanationOfBenefit: 'billing',
  Coverage: 'billing',
  CoverageEligibilityRequest: 'billing',
  CoverageEligibilityResponse: 'billing',
  Account: 'billing',
  ChargeItem: 'billing',
  Invoice: 'billing',
  PaymentNotice: 'billing',
}

/** Keys by which a type says when it was, the most telling first. */
const dateKeys = list(
  'effectiveDateTime performedDateTime occurrenceDateTime started authoredOn date recordedDate onsetDateTime',
  'startDate statusDate created issued recorded sent receivedTime authored whenHandedOver dateWritten dateAsserted',
)
const periodKeys = list('period effectivePeriod performedPeriod occurrencePeriod billablePeriod')
/** Keys by which a type says what it is, before and after the things it lists. */
const titleKeys = list('title description code medicationCodeableConcept productCodeableConcept')
const laterTitleKeys = list('deviceName type category serviceType modality topic identifier')

/** The head of a resource of any type, known to us or not. */
export function headOf(resource: Part, belongsToPatient: boolean): Head {
  return {
    kind: kindOf(resource, belongsToPatient),
    title: titleOf(resource),
    status: statusOf(resource),
    ...occurred(...datesOf(resource)),
  }
}

/** A name for anything: a person's name, a title, or what its code says. The type itself, where it has none. */
export function titleOf(resource: Part): string {
  return (
    (nameIsPerson(resource.json) ? personTitle(resource) : wordsAt(resource, 'name')) ??
    firstWords(resource, titleKeys) ??
    itemTitle(resource) ??
    firstWords(resource, laterTitleKeys) ??
    resource.path
  )
}

function kindOf(resource: Part, belongsToPatient: boolean): Head['kind'] {
  if (resource.path === 'Patient') return 'patient'
  if (!belongsToPatient) return 'directory'
  if (resource.path === 'Observation') return observationKind(resource)
  return kinds[resource.path] ?? 'document'
}

function statusOf(resource: Part): string | null {
  for (const key of ['status', 'lifecycleStatus', 'clinicalStatus']) {
    const value = resource.json[key]
    if (typeof value === 'string') return value
    if (value !== undefined) return wordsAt(resource, key)
  }
  return null
}

function datesOf(resource: Part) {
  const { json } = resource
  return [
    ...dateKeys.map((key) => (typeof json[key] === 'string' ? dateAt(resource, key) : null)),
    ...periodKeys.map((key) => (isObject(json[key]) ? startAt(resource, key) : null)),
  ]
}

/** Of a claim: what is charged. Of a study: what was looked at. */
function itemTitle(resource: Part): string | null {
  if (!Array.isArray(resource.json.item) && !Array.isArray(resource.json.series)) return null
  const items = partsAt(resource, 'item').map((item) => wordsAt(item, 'productOrService'))
  const series = partsAt(resource, 'series').map((each) =>
    joined([wordsAt(each, 'modality'), wordsAt(each, 'bodySite')]),
  )
  return joined([...items, ...series].slice(0, 5), '; ')
}

function firstWords(resource: Part, keys: string[]): string | null {
  for (const key of keys) {
    const words = wordsAt(resource, key)
    if (words) return words
  }
  return null
}

/** A text, a concept, a coding, or the first of a list of them. */
function wordsAt(part: Part, key: string): string | null {
  const value = part.json[key]
  const one: unknown = Array.isArray(value) ? value[0] : value
  if (typeof one === 'string') return one.trim() || null
  if (!isObject(one)) return null
  const inner = { json: one, path: `${part.path}.${key}` }
  if (Array.isArray(one.coding) || typeof one.text === 'string') return readConcept(inner).title
  return (
    textIfAny(inner, 'name') ??
    (one.code || one.display ? readCoding(inner).title : textIfAny(inner, 'value'))
  )
}

function textIfAny(part: Part, key: string): string | null {
  return typeof part.json[key] === 'string' ? textAt(part, key) : null
}

function nameIsPerson(json: JsonObject): boolean {
  const [first] = Array.isArray(json.name) ? json.name : []
  return isObject(first) && ('family' in first || 'given' in first || 'text' in first)
}

function list(...words: string[]): string[] {
  return words.flatMap((each) => each.split(' '))
}
