import { type Static, Type } from 'typebox'
import { idOf, Paging } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { FirstVersion } from './settings.contract.ts'

const Role = Type.String({ minLength: 1, maxLength: 40 })

const RoleRule = strictObject({
  role: Role,
  /** Has whoever has this role to show a second factor? */
  requiresFactor: Type.Boolean(),
  /** How many active members have it, and how many of these have no second factor yet. */
  members: Type.Integer(),
  lacking: Type.Integer(),
})
export type RoleRule = Static<typeof RoleRule>

const Security = strictObject({
  roles: Type.Array(RoleRule),
  version: FirstVersion,
  can: strictObject({ edit: Type.Boolean(), listPeople: Type.Boolean() }),
})
export type Security = Static<typeof Security>

export const getSecurity = route({
  method: 'GET',
  url: '/settings/security',
  permission: 'settings.read',
  health: false,
  reply: Security,
})

/** Whoever has one of these roles and no second factor has to set one up before anything else, from his next request on. */
export const changeSecurity = route({
  method: 'PUT',
  url: '/settings/security',
  permission: 'settings.write',
  health: false,
  body: strictObject({ requiringRoles: Type.Array(Role, { maxItems: 20 }), version: FirstVersion }),
  reply: Security,
})

/** Who has no second factor, by name; those of whom one is asked are marked. */
export const listWithoutFactor = route({
  method: 'GET',
  url: '/settings/security/people',
  permission: 'member.read',
  health: false,
  query: strictObject(Paging),
  reply: strictObject({
    items: Type.Array(
      strictObject({
        id: idOf('member'),
        name: Type.String(),
        roles: Type.Array(Role),
        required: Type.Boolean(),
      }),
    ),
    nextCursor: Type.Optional(Type.String()),
  }),
})
