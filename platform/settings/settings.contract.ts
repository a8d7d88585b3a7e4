import { type Static, Type } from 'typebox'
import { nullable, text } from '#contract/formats.ts'
import { route, strictObject } from '#contract/route.ts'

/** Of what people edit before it has a row: 0 says that nobody has changed anything yet. */
export const FirstVersion = Type.Integer({ minimum: 0, maximum: 2_147_483_647 })

/** 1 is Monday, 7 Sunday. */
export const Weekday = Type.Integer({ minimum: 1, maximum: 7 })

const fields = {
  /** As the clinic or shop is called on every screen. */
  name: text(120),
  /** BCP 47: the region decides how dates and numbers are written. */
  locale: Type.String({ minLength: 2, maxLength: 35 }),
  /** ISO 4217. Once amounts are written down it stays. */
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  /** IANA. Days begin and end by it. */
  timeZone: Type.String({ minLength: 1, maxLength: 64 }),
  weekStart: Weekday,
  /** After so long without a request a session is over. */
  idleMinutes: Type.Integer({ minimum: 5, maximum: 60 }),
  /** `#1864ab`; null: the platform's own. Where it could not be read, screens use a darker or lighter shade of it. */
  accent: nullable(Type.String({ pattern: '^#[0-9a-f]{6}$' })),
}

export const Settings = strictObject({
  ...fields,
  logoUrl: nullable(Type.String()),
  version: FirstVersion,
  can: strictObject({ edit: Type.Boolean() }),
})
export type Settings = Static<typeof Settings>

/** Only what is to change, and the version that was read. */
export const SettingsChange = strictObject({
  name: Type.Optional(fields.name),
  locale: Type.Optional(fields.locale),
  currency: Type.Optional(fields.currency),
  timeZone: Type.Optional(fields.timeZone),
  weekStart: Type.Optional(fields.weekStart),
  idleMinutes: Type.Optional(fields.idleMinutes),
  accent: Type.Optional(fields.accent),
  version: FirstVersion,
})
export type SettingsChange = Static<typeof SettingsChange>

export const getSettings = route({
  method: 'GET',
  url: '/settings',
  permission: 'settings.read',
  health: false,
  reply: Settings,
})

export const changeSettings = route({
  method: 'PATCH',
  url: '/settings',
  permission: 'settings.write',
  health: false,
  body: SettingsChange,
  reply: Settings,
})

/** Told when anything of a tenant's settings has changed: every member's frame shows some of it. */
export const settingsEvents = { 'settings.changed': 'member' } as const
