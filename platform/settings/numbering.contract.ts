import { type Static, Type } from 'typebox'
import { route, strictObject } from '#contract/route.ts'
import { FirstVersion } from './settings.contract.ts'

const format = {
  /** Before the year: `PT-3`. It begins with a letter, so that a number is never taken for a phone. */
  prefix: Type.String({ pattern: '^[A-Z]([A-Z0-9/-]{0,10}[A-Z0-9])?$' }),
  digits: Type.Integer({ minimum: 3, maximum: 8 }),
}
const next = Type.Integer({ minimum: 1, maximum: 99_999_999 })
const kind = Type.String({ pattern: '^[a-z][a-z-]{0,29}$' })

const Series = strictObject({
  kind,
  ...format,
  /** What the next number will bear. Each year begins at 1. */
  year: Type.String(),
  next,
  version: FirstVersion,
})
export type Series = Static<typeof Series>

export const listSeries = route({
  method: 'GET',
  url: '/settings/numbering',
  permission: 'settings.read',
  health: false,
  reply: strictObject({ items: Type.Array(Series), can: strictObject({ edit: Type.Boolean() }) }),
})

export const changeSeries = route({
  method: 'PUT',
  url: '/settings/numbering/:kind',
  permission: 'settings.write',
  health: false,
  params: strictObject({ kind }),
  /** `next` goes forward only: what was given out is somebody's. */
  body: strictObject({ ...format, next: Type.Optional(next), version: FirstVersion }),
  reply: Series,
})
