import { type Static, Type } from 'typebox'
import { idOf, nullable, oneOf, Paging, Timestamp } from '#contract/formats.ts'
import { AFile, Nothing, route, strictObject } from '#contract/route.ts'

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

const Fault = strictObject({
  kind: Type.String(),
  /** The link, where it is about one. */
  n: Type.Optional(Type.Integer()),
  sentence: Type.String(),
})

const Verdict = strictObject({
  verifiedAt: Timestamp,
  links: Type.Integer(),
  sealed: Type.Integer(),
  /** Too young to have been sealed then. */
  unsealed: Type.Integer(),
  /** Nothing, where all is as it was sealed. */
  faults: Type.Array(Fault),
})

const Chain = strictObject({
  source: oneOf('data', 'control'),
  links: Type.Integer(),
  sealedAt: nullable(Timestamp),
  /** The newest link: whoever keeps it elsewhere can hold it against what he exports later. */
  hash: Text,
  signature: Text,
  /** What the last look has found; null where nobody has looked yet. */
  verdict: nullable(Verdict),
})

const Verification = strictObject({
  /** Verifies the seals: Ed25519, as base64 of its SPKI. */
  publicKey: Type.String(),
  chains: Type.Array(Chain),
})
export type Verification = Static<typeof Verification>

/** How far the seals go, of the tenant's data and of its members, and what was found when they were last verified. */
export const getVerification = route({
  method: 'GET',
  url: '/audit/verification',
  permission: 'audit.read',
  health: false,
  reply: Verification,
})

/** Asks for another look. It is done in a moment, and said by a hint. */
export const verifyAudit = route({
  method: 'POST',
  url: '/audit/verification',
  permission: 'audit.read',
  health: false,
  reply: Nothing,
})

/** Told when an audit was verified, and who may hear it. */
export const auditEvents = { 'audit.verified': 'audit.read' } as const
