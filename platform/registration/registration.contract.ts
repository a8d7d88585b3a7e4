import { Type } from 'typebox'
import { EmailAddress, nullable, oneOf, optionalText, text } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { Password } from '#platform/identity/identity.contract.ts'

/** These are the platform's own, below `/api` of its host: there is no tenant yet. */

export const checkAddress = route({
  method: 'GET',
  url: '/addresses',
  permission: 'public',
  health: false,
  query: strictObject({
    slug: Type.Optional(Type.String({ maxLength: 60 })),
    /** One is suggested for this name. */
    name: Type.Optional(text(120)),
  }),
  reply: strictObject({
    /** Why `slug` can't be had; null where it can, or was not asked about. */
    problem: nullable(oneOf('malformed', 'reserved', 'taken', 'look_alike')),
    suggestion: nullable(Type.String()),
  }),
})

const Office = strictObject({
  name: text(200),
  address: optionalText(1000),
  phone: optionalText(40),
})

/** Of an owner who treats patients himself. */
const Doctor = strictObject({ licenceNumber: text(60), speciality: optionalText(100) })

export const register = route({
  method: 'POST',
  url: '/registrations',
  permission: 'public',
  health: false,
  creates: true,
  body: strictObject({
    app: oneOf('clinic', 'store'),
    slug: Type.String({ minLength: 1, maxLength: 60 }),
    /** Of the clinic or shop. */
    name: text(120),
    /** Without a name: somebody who has an account. */
    owner: strictObject({ name: Type.Optional(text(200)), email: EmailAddress, password: Password }),
    /** Without it the first office bears the name of the whole. */
    office: Type.Optional(Office),
    /** Clinics only. */
    doctor: Type.Optional(Doctor),
  }),
  reply: strictObject({ token: Type.String() }),
})

export const lookAtRegistration = route({
  method: 'POST',
  url: '/registrations/look',
  permission: 'public',
  health: false,
  body: strictObject({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) }),
  reply: strictObject({
    state: oneOf('asked', 'done', 'refused'),
    /** Where to sign in, once it is done. */
    address: nullable(Type.String()),
  }),
})
