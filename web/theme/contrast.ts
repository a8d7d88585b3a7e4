export type Rgb = readonly [red: number, green: number, blue: number]

/** Reads `#1f5f8b` or `#15b`; anything else is `undefined`. */
export function parseHex(text: string): Rgb | undefined {
  const long = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.test(text)
    ? text.replace(/[0-9a-f]/gi, (digit) => digit + digit)
    : text
  const channels = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(long)
  if (!channels) return undefined
  return [
    Number.parseInt(channels[1]!, 16),
    Number.parseInt(channels[2]!, 16),
    Number.parseInt(channels[3]!, 16),
  ]
}

export function toHex(color: Rgb) {
  return `#${color.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`
}

/** `share` of 0 is the first colour, 1 the second. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * share
  return [at(0), at(1), at(2)]
}

/** The contrast ratio of WCAG 2.2, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb) {
  const lighter = Math.max(luminance(one), luminance(other))
  const darker = Math.min(luminance(one), luminance(other))
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(color: Rgb) {
  const [red, green, blue] = color.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
