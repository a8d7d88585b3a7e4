import { type Static, Type } from 'typebox'
import { idOf, nullable, optionalText, text, Version } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'
import { Weekday } from './settings.contract.ts'

const OpenHours = strictObject({
  day: Weekday,
  from: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
  /** After `from`, on the same day; 24:00 is its end. */
  to: Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$' }),
})
export type OpenHours = Static<typeof OpenHours>

const fields = {
  name: text(200),
  address: optionalText(1000),
  phone: nullable(text(40)),
  /** When it is open, by weekday; none: that is not said. */
  hours: Type.Array(OpenHours, { maxItems: 28 }),
  /** What its papers begin with, below the logo. */
  printHeader: optionalText(1000),
}

export const Office = strictObject({
  id: idOf('office'),
  ...fields,
  /** Taken where none is chosen. There is always exactly one. */
  isDefault: Type.Boolean(),
  archived: Type.Boolean(),
  version: Version,
})
export type Office = Static<typeof Office>

export const NewOffice = strictObject({
  name: fields.name,
  address: Type.Optional(fields.address),
  phone: Type.Optional(fields.phone),
  hours: Type.Optional(fields.hours),
  printHeader: Type.Optional(fields.printHeader),
})
export type NewOffice = Static<typeof NewOffice>

export const OfficeChange = strictObject({
  name: Type.Optional(fields.name),
  address: Type.Optional(fields.address),
  phone: Type.Optional(fields.phone),
  hours: Type.Optional(fields.hours),
  printHeader: Type.Optional(fields.printHeader),
})
export type OfficeChange = Static<typeof OfficeChange>

const params = strictObject({ officeId: idOf('office') })

/** All of them, the default one first, archived ones last. Whoever works here may know where that is. */
export const listOffices = route({
  method: 'GET',
  url: '/offices',
  permission: 'member',
  health: false,
  reply: strictObject({ items: Type.Array(Office), can: strictObject({ edit: Type.Boolean() }) }),
})

export const createOffice = route({
  method: 'POST',
  url: '/offices',
  permission: 'settings.write',
  health: false,
  creates: true,
  body: NewOffice,
  reply: Office,
})

export const changeOffice = route({
  method: 'PATCH',
  url: '/offices/:officeId',
  permission: 'settings.write',
  health: false,
  params,
  ifMatch: true,
  body: OfficeChange,
  reply: Office,
})

/** What was done there stays; nothing new is. The last one cannot be. */
export const archiveOffice = route({
  method: 'POST',
  url: '/offices/:officeId/archive',
  permission: 'settings.write',
  health: false,
  params,
  reply: Office,
})

export const reopenOffice = route({
  method: 'POST',
  url: '/offices/:officeId/reopen',
  permission: 'settings.write',
  health: false,
  params,
  reply: Office,
})

export const makeOfficeDefault = route({
  method: 'POST',
  url: '/offices/:officeId/default',
  permission: 'settings.write',
  health: false,
  params,
  reply: Office,
})
