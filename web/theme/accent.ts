import { contrast, mix, parseHex, type Rgb, toHex } from './contrast.ts'

type Shades = [string, string, string, string, string, string, string, string, string, string]

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]
/** The lightest surface a text of the dark scheme stands on: a hovered row. */
const darkSurface: Rgb = [0x2e, 0x2e, 0x2e]
const readable = 4.5

/**
 * Ten shades of a tenant's colour, from light to dark, that can be read whatever the colour is:
 * shade 6 as text on white and on shade 0, and under white text; shade 4 as text on dark surfaces.
 */
export function accentShades(accent: string): Shades {
  const chosen = parseHex(accent) ?? parseHex(platformAccent)!
  const strong = darkenUntil(chosen, (color) => contrast(color, tint(color, 0.92)) >= readable)
  const onDark = lightenUntil(chosen, (color) => contrast(color, darkSurface) >= readable)
  const shades = [
    tint(strong, 0.92),
    tint(strong, 0.84),
    tint(onDark, 0.55),
    tint(onDark, 0.3),
    onDark,
    mix(onDark, strong, 0.5),
    strong,
    mix(strong, black, 0.14),
    mix(strong, black, 0.26),
    mix(strong, black, 0.42),
  ]
  return shades.map(toHex) as Shades
}

/** The platform's own colour, for tenants that chose none. */
export const platformAccent = '#1f5f8b'

function tint(color: Rgb, share: number) {
  return mix(color, white, share)
}

function darkenUntil(color: Rgb, enough: (color: Rgb) => boolean) {
  return firstThat(color, black, enough)
}

function lightenUntil(color: Rgb, enough: (color: Rgb) => boolean) {
  return firstThat(color, white, enough)
}

function firstThat(from: Rgb, to: Rgb, enough: (color: Rgb) => boolean) {
  for (let share = 0; share < 1; share += 0.02) {
    const color = mix(from, to, share)
    if (enough(color)) return color
  }
  return to
}
