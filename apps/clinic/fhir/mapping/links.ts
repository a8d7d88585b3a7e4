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

/** A reference that leads somewhere, and where in the resource it stands. */
export interface Link {
  path: string
  address: Address
}

/** The references of a resource that matter here. */
export interface Links {
  /** Whose record this is; null where it is nobody's, or a group's or a device's. */
  patient: Link | null
  encounter: Link | null
  /** Of a report: its observations. */
  results: Link[]
  /** Those whose name a row shows and that do not say it themselves. */
  named: Link[]
}

/** Keys under which the patient stands, whatever the type. */
const patientKeys = ['subject', 'patient', 'beneficiary', 'for', 'individual', 'policyHolder', 'participant']
const encounterKeys = ['encounter', 'context']
const whoKeys = ['serviceProvider', 'requester', 'informationSource', 'participant', 'performer']
const nameKeys = whoKeys.concat(
  'resultsInterpreter',
  'medicationReference',
  'manufacturer',
  'reasonReference',
)

export function linksOf(resource: Part): Links {
  const linksAt = (keys: string[]) => keys.flatMap((key) => referencesAt(resource, key)).flatMap(linkOf)
  const ofType = (type: string) => (link: Link) => (link.address.type ?? type) === type
  return {
    // A `urn:uuid:` does not say what it leads to; that is seen when it is followed.
    patient: linksAt(patientKeys).find(ofType('Patient')) ?? null,
    encounter: linksAt(encounterKeys).find(ofType('Encounter')) ?? null,
    results: resource.path === 'DiagnosticReport' ? linksAt(['result']) : [],
    named: nameKeys
      .flatMap((key) => referencesAt(resource, key))
      .filter((reference) => textAt(reference, 'display') === null)
      .flatMap(linkOf),
  }
}

/** References below a key: one, a list, or a list of those who take part, in the two ways that FHIR writes it. */
function referencesAt(resource: Part, key: string): Part[] {
  const value = resource.json[key]
  if (isObject(value)) return [partAt(resource, key)!]
  if (!Array.isArray(value)) return []
  return partsAt(resource, key).map((each) => partAt(each, 'actor') ?? partAt(each, 'individual') ?? each)
}

function linkOf(reference: Part): Link[] {
  const address = readReference(reference)
  return address ? [{ path: reference.path, address }] : []
}
