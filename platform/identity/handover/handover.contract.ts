import { Type } from 'typebox'
import { route, strictObject } from '#contract/route.ts'
import { Session } from '../identity.contract.ts'

/** 256 bits as they travel. */
const Token = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })

/** An address of the browser's next page. */
const Address = strictObject({ address: Type.String() })

/** On a tenant's own host: begins signing in by way of the platform's host, and keeps a secret in this browser. */
export const beginHandover = route({
  method: 'POST',
  url: '/session/handover',
  permission: 'public',
  health: false,
  whileSuspended: true,
  reply: Address,
})

/** On the platform's host: gives whoever is signed in a code for that browser, there. It works once, for a minute. */
export const giveCode = route({
  method: 'POST',
  url: '/session/handover/code',
  permission: 'member',
  health: false,
  whileSuspended: true,
  body: strictObject({
    /** One of the tenant's own. */
    host: Type.String({ minLength: 1, maxLength: 253 }),
    challenge: Token,
  }),
  reply: Address,
})

/** On the tenant's own host again: begins a session by the code. */
export const useCode = route({
  method: 'POST',
  url: '/session/handover/use',
  action: 'sign_in_by_code',
  permission: 'public',
  health: false,
  whileSuspended: true,
  body: strictObject({ code: Token }),
  reply: Session,
})
