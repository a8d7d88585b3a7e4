const browsers = [
  ['Edge', /\bEdgA?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
] as const

const systems = [
  ['Android', /\bAndroid\b/],
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
] as const

/** What a person calls the browser that names itself so long: `Firefox, Windows`. */
export function nameOfDevice(userAgent: string | null): string | undefined {
  if (!userAgent) return undefined
  const found = [browsers, systems].flatMap((names) => {
    const [name] = names.find(([, pattern]) => pattern.test(userAgent)) ?? []
    return name ? [name] : []
  })
  return found.length > 0 ? found.join(', ') : userAgent.slice(0, 40)
}
