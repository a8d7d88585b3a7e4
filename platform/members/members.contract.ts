import { type Static, Type } from 'typebox'
import { idOf, nullable, oneOf, Paging, text, Timestamp, Version } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'

const Role = Type.String({ minLength: 1, maxLength: 40 })

/** Several roles add up. Which ones there are is the app's own table. */
export const Roles = Type.Array(Role, { minItems: 1, maxItems: 8 })

const Act = oneOf('change_roles', 'deactivate', 'reactivate', 'remove', 'reset_factor', 'transfer_ownership')
export type MemberAct = Static<typeof Act>

export const Member = strictObject({
  id: idOf('member'),
  /** The person's, by which the audit knows who did something. */
  accountId: idOf('account'),
  name: Type.String(),
  email: Type.String(),
  roles: Type.Array(Role),
  status: oneOf('active', 'deactivated'),
  version: Version,
  createdAt: Timestamp,
  /** When he last opened the app, to some minutes; null where he never did. */
  seenAt: nullable(Timestamp),
  /** What the caller may do about this membership: nothing where he has less rights than the member. */
  can: Type.Array(Act),
})

const params = strictObject({ memberId: idOf('member') })

export const listMembers = route({
  method: 'GET',
  url: '/members',
  permission: 'member.read',
  health: false,
  query: strictObject({
    ...Paging,
    /** A part of the name or of the address. */
    q: Type.Optional(text(100)),
    status: Type.Optional(oneOf('active', 'deactivated')),
  }),
  reply: strictObject({
    items: Type.Array(Member),
    nextCursor: Type.Optional(Type.String()),
    /** The roles that the caller may give; none where he may not change members. */
    assignableRoles: Type.Array(Role),
  }),
})

/** What each role of the app may do, to be read before somebody is given one. */
export const listRoles = route({
  method: 'GET',
  url: '/roles',
  permission: 'member.read',
  health: false,
  reply: strictObject({
    items: Type.Array(strictObject({ role: Role, permissions: Type.Array(Type.String()) })),
  }),
})

export const changeRoles = route({
  method: 'PATCH',
  url: '/members/:memberId',
  permission: 'member.write',
  health: false,
  params,
  body: strictObject({ roles: Roles }),
  ifMatch: true,
  reply: Member,
})

/** His work stays; his sessions end, and he can't come in again. */
export const deactivateMember = route({
  method: 'POST',
  url: '/members/:memberId/deactivate',
  permission: 'member.write',
  health: false,
  params,
  reply: Member,
})

export const reactivateMember = route({
  method: 'POST',
  url: '/members/:memberId/reactivate',
  permission: 'member.write',
  health: false,
  params,
  reply: Member,
})

export const removeMember = route({
  method: 'DELETE',
  url: '/members/:memberId',
  permission: 'member.write',
  health: false,
  params,
  reply: Nothing,
})

/** The member becomes an owner too, and the caller is one no longer: an admin from then on. */
export const transferOwnership = route({
  method: 'POST',
  url: '/members/:memberId/transfer-ownership',
  permission: 'ownership.transfer',
  health: false,
  params,
  /** The caller's own password: a page left open shall not give a clinic away. */
  body: strictObject({ password: Type.String({ minLength: 1, maxLength: 256 }) }),
  reply: Member,
})

/** Forgets all that the member shows beside his password, and signs him out; he is told of it. */
export const resetFactor = route({
  method: 'POST',
  url: '/members/:memberId/reset-factor',
  permission: 'member.write',
  health: false,
  params,
  body: strictObject({
    /** For the audit: how the caller knows that it is he who asks. */
    reason: text(500),
    /** The caller's own, as for ownership. */
    password: Type.String({ minLength: 1, maxLength: 256 }),
  }),
  reply: Member,
})

/** The caller leaves. Allowed while the tenant is suspended: nobody is kept. */
export const leaveTenant = route({
  method: 'DELETE',
  url: '/membership',
  permission: 'member',
  health: false,
  whileSuspended: true,
  reply: Nothing,
})

/** Told of members, and who may hear it. */
export const memberEvents = { 'member.changed': 'member.read' } as const
