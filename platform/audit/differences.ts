/** A field's value before and after. */
export type Difference = [before: unknown, after: unknown]

/** Longer texts are cut: the record itself keeps them. */
const longestText = 500

/** What differs between two states of one thing. What neither knows, and what is the same in both, is left out. */
export function differencesOf(before: object | null, after: object | null): Record<string, Difference> {
  const old = new Map<string, unknown>(Object.entries(before ?? {}))
  const now = new Map<string, unknown>(Object.entries(after ?? {}))
  const found: Record<string, Difference> = {}
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    // A field that one side does not name at all is not known to have changed.
    if (before && after && !(old.has(name) && now.has(name))) continue
    const [one, other] = [old.get(name) ?? null, now.get(name) ?? null]
    if (JSON.stringify(one) !== JSON.stringify(other)) found[name] = [shortened(one), shortened(other)]
  }
  return found
}

function shortened(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > longestText ? `${text.slice(0, longestText)}…` : value
}
