import { type Static, Type } from 'typebox'
import { idOf, nullable, oneOf, Paging, Timestamp } from '#contract/formats.ts'
import { AFile, route, strictObject } from '#contract/route.ts'

const Text = nullable(Type.String())

const AuditEvent = strictObject({
  id: Type.String(),
  at: Timestamp,
  source: oneOf('data', 'control'),
  actorKind: oneOf('member', 'operator', 'system', 'visitor'),
  actor: Text,
  actorName: Text,
  onBehalfOf: Text,
  roles: Type.Array(Type.String()),
  sessionId: Text,
  ip: Text,
  action: Type.String(),
  entity: Type.String(),
  entityId: Text,
  patientId: Text,
  purpose: Text,
  outcome: oneOf('success', 'denied', 'failed'),
  requestId: Text,
  /** What was changed, with old and new; what was asked for; how often. */
  detail: Type.Unknown(),
})
export type AuditEvent = Static<typeof AuditEvent>

/** Which events are meant. */
const Filter = {
  actor: Type.Optional(idOf('account')),
  patient: Type.Optional(idOf('patient')),
  /** The action or its beginning: `patients`, `patients.read`. */
  action: Type.Optional(Type.String({ maxLength: 100, pattern: '^[a-z][a-z0-9_.]*$' })),
  outcome: Type.Optional(oneOf('success', 'denied', 'failed')),
  from: Type.Optional(Timestamp),
  /** Up to this moment, without it. */
  to: Type.Optional(Timestamp),
}

/** What is remembered of the tenant, newest first: its own data and its members together. With a patient: who opened the chart. */
export const listAuditEvents = route({
  method: 'GET',
  url: '/audit/events',
  permission: 'audit.read',
  // The old and new values of a patient's fields stand in it.
  health: true,
  query: strictObject({ ...Paging, ...Filter }),
  reply: strictObject({ items: Type.Array(AuditEvent), next: nullable(Type.String()) }),
})

/** The same as a file: a table, FHIR R4 `AuditEvent` one a line, or those in one bundle. */
export const exportAuditEvents = route({
  method: 'GET',
  url: '/audit/export',
  permission: 'audit.read',
  health: true,
  query: strictObject({ format: oneOf('csv', 'fhir', 'bundle'), ...Filter }),
  reply: AFile,
})

/** All of it with its seals, as `tenantry audit verify` takes it: with anything left out it would prove nothing. */
export const exportAuditChain = route({
  method: 'GET',
  url: '/audit/chain',
  permission: 'audit.read',
  health: true,
  reply: AFile,
})

const SealState = strictObject({
  source: oneOf('data', 'control'),
  links: Type.Integer(),
  sealedAt: nullable(Timestamp),
})

/** How far the seals go, of the tenant's data and of its members. */
export const getSealState = route({
  method: 'GET',
  url: '/audit/seals',
  permission: 'audit.read',
  health: false,
  reply: strictObject({ items: Type.Array(SealState) }),
})
