import { type Static, Type } from 'typebox'
import { nullable, oneOf, Paging, Timestamp } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'

const Text = nullable(Type.String())
const Uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })

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

/** What is remembered of the tenant, newest first: its own data and its members together. With a patient: who opened the chart. */
export const listAuditEvents = route({
  method: 'GET',
  url: '/audit/events',
  permission: 'audit.read',
  // The old and new values of a patient's fields stand in it.
  health: true,
  query: strictObject({
    ...Paging,
    /** An account's id. */
    actor: Type.Optional(Uuid),
    patient: Type.Optional(Uuid),
    /** The action or its beginning: `patients`, `patients.read`. */
    action: Type.Optional(Type.String({ maxLength: 100, pattern: '^[a-z][a-z0-9_.]*$' })),
    outcome: Type.Optional(oneOf('success', 'denied', 'failed')),
    from: Type.Optional(Timestamp),
    /** Up to this moment, without it. */
    to: Type.Optional(Timestamp),
  }),
  reply: strictObject({ items: Type.Array(AuditEvent), next: nullable(Type.String()) }),
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
