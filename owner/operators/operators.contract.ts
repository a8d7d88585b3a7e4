import { Type } from 'typebox'
import { EmailAddress, idOf, nullable, text, Timestamp } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'
import { OperatorRoleName } from './session.contract.ts'

const Operator = strictObject({
  id: idOf('operator'),
  email: Type.String(),
  name: Type.String(),
  role: OperatorRoleName,
  hasPassword: Type.Boolean(),
  disabledAt: nullable(Timestamp),
  seenAt: nullable(Timestamp),
  createdAt: Timestamp,
})

/** The token of a link, told this once: `<console>/link#<token>`. */
const Link = strictObject({ token: Type.String() })
const params = strictObject({ operatorId: idOf('operator') })

export const listOperators = route({
  method: 'GET',
  url: '/operators',
  permission: 'operator.read',
  health: false,
  reply: strictObject({ items: Type.Array(Operator) }),
})

export const inviteOperator = route({
  method: 'POST',
  url: '/operators',
  permission: 'operator.manage',
  health: false,
  creates: true,
  body: strictObject({ email: EmailAddress, name: text(200), role: OperatorRoleName }),
  reply: Link,
})

export const renewLink = route({
  method: 'POST',
  url: '/operators/:operatorId/link',
  permission: 'operator.manage',
  health: false,
  params,
  reply: Link,
})

export const changeRole = route({
  method: 'PATCH',
  url: '/operators/:operatorId',
  permission: 'operator.manage',
  health: false,
  params,
  body: strictObject({ role: OperatorRoleName }),
  reply: Nothing,
})

const act = { method: 'POST', permission: 'operator.manage', health: false, params, reply: Nothing } as const

export const disableOperator = route({ ...act, url: '/operators/:operatorId/disable' })
export const enableOperator = route({ ...act, url: '/operators/:operatorId/enable' })
/** Forgets the authenticator app and the recovery codes, and signs out. */
export const resetFactor = route({ ...act, url: '/operators/:operatorId/reset-factor' })
