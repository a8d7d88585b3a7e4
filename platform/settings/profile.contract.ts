import { type Static, Type } from 'typebox'
import { EmailAddress, nullable, optionalText } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { FirstVersion } from './settings.contract.ts'

const fields = {
  /** Of the company or person that the law knows; empty where it is the name. */
  legalName: optionalText(200),
  email: nullable(EmailAddress),
  phone: optionalText(40),
  address: optionalText(1000),
  /** As a clinic or a shop is registered with its authority. */
  registrationNumber: optionalText(60),
  /** In India a GSTIN, whose check digit is held against the rest. */
  taxNumber: optionalText(30),
}

export const ProfileChange = strictObject({ ...fields, version: FirstVersion })
export type ProfileChange = Static<typeof ProfileChange>

export const Profile = strictObject({
  ...fields,
  version: FirstVersion,
  can: strictObject({ edit: Type.Boolean() }),
})
export type Profile = Static<typeof Profile>

export const getProfile = route({
  method: 'GET',
  url: '/settings/profile',
  permission: 'settings.read',
  health: false,
  reply: Profile,
})

export const changeProfile = route({
  method: 'PUT',
  url: '/settings/profile',
  permission: 'settings.write',
  health: false,
  body: ProfileChange,
  reply: Profile,
})
