import { type Static, Type } from 'typebox'
import { idOf, Money, nullable, optionalText, text, Version } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'

const Fee = Type.Integer({ ...Money, minimum: 0 })
const Year = Type.Integer({ minimum: 1900, maximum: 2200 })

const profile = {
  /** Of the medical council; unique in the clinic. */
  licenceNumber: text(60),
  speciality: optionalText(100),
  qualification: optionalText(200),
  /** The year; null where it is not known. */
  practisingSince: nullable(Year),
  /** For a consultation, in minor units of the clinic's currency. */
  feeMinor: nullable(Fee),
}

export const Practitioner = strictObject({
  /** The member's. */
  id: idOf('member'),
  name: Type.String(),
  ...profile,
  version: Version,
})
export type Practitioner = Static<typeof Practitioner>

export const listPractitioners = route({
  method: 'GET',
  url: '/practitioners',
  permission: 'practitioner.read',
  health: false,
  reply: strictObject({ items: Type.Array(Practitioner) }),
})

const NewPractitioner = strictObject({ memberId: idOf('member'), ...profile })
export type NewPractitioner = Static<typeof NewPractitioner>

export const createPractitioner = route({
  method: 'POST',
  url: '/practitioners',
  permission: 'practitioner.write',
  health: false,
  creates: true,
  body: NewPractitioner,
  reply: Practitioner,
})

export const editPractitioner = route({
  method: 'PATCH',
  url: '/practitioners/:practitionerId',
  permission: 'practitioner.write',
  health: false,
  params: strictObject({ practitionerId: idOf('member') }),
  body: Type.Partial(strictObject(profile), { additionalProperties: false, minProperties: 1 }),
  ifMatch: true,
  reply: Practitioner,
})
