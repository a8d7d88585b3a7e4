import { type Static, Type } from 'typebox'
import { nullable } from '#contract/formats.ts'
import { Nothing, route, strictObject } from '#contract/route.ts'

export const logoTypes = ['image/png', 'image/jpeg', 'image/webp'] as const
export const largestLogoBytes = 2 * 1024 * 1024

const Logo = strictObject({ logoUrl: nullable(Type.String()), width: Type.Integer(), height: Type.Integer() })
export type Logo = Static<typeof Logo>

/** The picture is drawn anew, at most 512 pixels wide and high. */
export const changeLogo = route({
  method: 'PUT',
  url: '/settings/logo',
  permission: 'settings.write',
  health: false,
  raw: { contentTypes: logoTypes, maxBytes: largestLogoBytes },
  reply: Logo,
})

export const removeLogo = route({
  method: 'DELETE',
  url: '/settings/logo',
  permission: 'settings.write',
  health: false,
  reply: Nothing,
})

/** A PNG. Public: it is on the sign-in page. */
export const getLogo = route({
  method: 'GET',
  url: '/logo',
  permission: 'public',
  health: false,
  picture: true,
  /** Of which picture it is the address. */
  query: strictObject({ v: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$' })) }),
  reply: Nothing,
})
