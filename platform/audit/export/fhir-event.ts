import type { AuditEvent } from '../audit.contract.ts'

interface Coding {
  system: string
  code: string
  display: string
}

const dicom = (code: string, display: string): Coding => ({
  system: 'http://dicom.nema.org/resources/ontology/DCM',
  code,
  display,
})
const rest: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  code: 'rest',
  display: 'RESTful Operation',
}
const interaction = (code: string): Coding => ({
  system: 'http://hl7.org/fhir/restful-interaction',
  code,
  display: code,
})
const kindOfEntity = (code: string, display: string): Coding => ({
  system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
  code,
  display,
})
const roleOfEntity = (code: string, display: string): Coding => ({
  system: 'http://terminology.hl7.org/CodeSystem/object-role',
  code,
  display,
})

/** By the last word of an action: the letter of `AuditEvent.action`, and what a FHIR server would call it. */
const verbs: Record<string, [letter: string, interaction: string]> = {
  read: ['R', 'read'],
  list: ['R', 'search-type'],
  create: ['C', 'create'],
  update: ['U', 'update'],
  delete: ['D', 'delete'],
}
const outcomes = { success: '0', denied: '4', failed: '8' } as const

/**
 * An event as a FHIR R4 `AuditEvent`, in the way of IHE's Basic Audit Log Patterns: who, from where, the patient, the thing,
 * and the request by which its parts are found together.
 */
export function fhirEvent(event: AuditEvent, tenant: { id: string; name: string }) {
  const { id, at, action, outcome, purpose } = event
  const verb = verbs[action.split('.').at(-1)!] ?? ['E', 'operation']
  const [type, subtype] = kindOf(action, verb[1])
  return {
    resourceType: 'AuditEvent',
    id,
    type,
    subtype: [subtype, { system: 'urn:tenantry:audit-action', code: action, display: action }],
    action: verb[0],
    recorded: at,
    outcome: outcomes[outcome],
    ...(purpose && { purposeOfEvent: [{ text: purpose }] }),
    agent: agentsOf(event),
    source: {
      observer: {
        identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${tenant.id}` },
        display: tenant.name,
      },
    },
    entity: entitiesOf(event),
  }
}

function kindOf(action: string, operation: string): [type: Coding, subtype: Coding] {
  if (action === 'sign_in') return [dicom('110114', 'User Authentication'), dicom('110122', 'Login')]
  if (action === 'sign_out') return [dicom('110114', 'User Authentication'), dicom('110123', 'Logout')]
  if (action.startsWith('audit.')) return [dicom('110101', 'Audit Log Used'), interaction(operation)]
  return [rest, interaction(operation)]
}

function agentsOf({ actorKind, actor, actorName, onBehalfOf, roles, ip }: AuditEvent) {
  const who = actor && { identifier: { system: `urn:tenantry:${actorKind}`, value: actor } }
  return [
    {
      ...((who || actorName) && { who: { ...who, ...(actorName && { display: actorName }) } }),
      ...(actorName && { name: actorName }),
      ...(roles.length > 0 && { role: roles.map((text) => ({ text })) }),
      requestor: true,
      // 2: the address is one of the Internet Protocol.
      ...(ip && { network: { address: ip, type: '2' } }),
    },
    ...(onBehalfOf
      ? [{ who: { identifier: { system: 'urn:tenantry:member', value: onBehalfOf } }, requestor: false }]
      : []),
  ]
}

function entitiesOf({ entity, entityId, patientId, requestId, detail }: AuditEvent) {
  return [
    ...(patientId
      ? [
          {
            what: { reference: `Patient/${patientId}` },
            type: kindOfEntity('1', 'Person'),
            role: roleOfEntity('1', 'Patient'),
          },
        ]
      : []),
    {
      what: {
        ...(entityId && { identifier: { system: `urn:tenantry:${entity}`, value: entityId } }),
        display: entity,
      },
      type: kindOfEntity('2', 'System Object'),
      role: roleOfEntity('4', 'Domain Resource'),
      detail: [{ type: 'detail', valueString: JSON.stringify(detail) }],
    },
    ...(requestId
      ? [
          {
            what: { identifier: { value: requestId } },
            type: {
              system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
              code: 'XrequestId',
              display: 'X-Request-Id',
            },
          },
        ]
      : []),
  ]
}
