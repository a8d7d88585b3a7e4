import { isObject, type Part, partAt, partsAt, textAt } from './json.ts'

/** A reference as an address: type and id where it names them, else the whole (`urn:uuid:…`). */
export interface Address {
  /** As written, without a version behind it. */
  reference: string
  type: string | null
  id: string
}

const restful = /(?:^|\/)([A-Z][A-Za-z]{1,63})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]+)?$/

/** `Patient/12`, `https://host/fhir/Patient/12/_history/3` and `urn:uuid:…`; null for what only has words. */
export function readReference(reference: Part): Address | null {
  const written = textAt(reference, 'reference')
  if (written === null || written.startsWith('#') || written.includes('?')) return null
  const named = restful.exec(written)
  if (named) {
    return { reference: written.replace(/\/_history\/.*$/, ''), type: named[1]!, id: named[2]! }
  }
  const type = textAt(reference, 'type')
  return { reference: written, type, id: written.replace(/^urn:(uuid|oid):/, '') }
}

/** The resource inside this one that `#id` means. */
export function containedIn(resource: Part, reference: Part): Part | null {
  const written = textAt(reference, 'reference')
  if (!written?.startsWith('#')) return null
  return partsAt(resource, 'contained').find((each) => textAt(each, 'id') === written.slice(1)) ?? null
}

/** Keys under which the patient stands, whatever the type. */
const patientKeys = ['subject', 'patient', 'beneficiary', 'for', 'individual', 'policyHolder']

/** Whose record this is; null where it is nobody's, or a group's or a device's. */
export function patientReference(resource: Part): Part | null {
  const single = patientKeys.flatMap((key) => (isObject(resource.json[key]) ? [partAt(resource, key)!] : []))
  const several = Array.isArray(resource.json.subject) ? partsAt(resource, 'subject') : []
  return [...single, ...several, ...actorsOf(resource)].find(mayBePatient) ?? null
}

export function encounterReference(resource: Part): Part | null {
  for (const key of ['encounter', 'context']) {
    if (isObject(resource.json[key])) return partAt(resource, key)
  }
  return null
}

/** References whose titles a row shows, beside patient and encounter. */
export function titleReferences(resource: Part): Part[] {
  const single = ['serviceProvider', 'requester', 'informationSource', 'medicationReference', 'manufacturer']
  const lists = ['performer', 'resultsInterpreter', 'reasonReference']
  return [
    ...single.flatMap((key) => (isObject(resource.json[key]) ? [partAt(resource, key)!] : [])),
    ...lists.flatMap((key) => (Array.isArray(resource.json[key]) ? partsAt(resource, key) : [])),
    ...actorsOf(resource),
  ]
}

/** Who takes part, in the two ways that FHIR writes it. */
function actorsOf(resource: Part): Part[] {
  return ['participant', 'performer'].flatMap((key) => {
    if (!Array.isArray(resource.json[key])) return []
    return partsAt(resource, key).flatMap((each) => partAt(each, 'actor') ?? partAt(each, 'individual') ?? [])
  })
}

/** A `urn:uuid:` does not say what it leads to; that is seen when it is followed. */
function mayBePatient(reference: Part): boolean {
  const address = readReference(reference)
  return address !== null && (address.type ?? 'Patient') === 'Patient'
}
