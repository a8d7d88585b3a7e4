import { useSyncExternalStore } from 'react'

/** Facts by key that belong to the app and not to a page; components that look at one follow it. */
export function makeWatched<Fact>() {
  const facts = new Map<string, Fact>()
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    use: (key: string): Fact | undefined => useSyncExternalStore(subscribe, () => facts.get(key)),
    get: (key: string): Fact | undefined => facts.get(key),
    /** With nothing it is forgotten. */
    set(key: string, fact: Fact | undefined): void {
      if (fact === undefined) facts.delete(key)
      else facts.set(key, fact)
      for (const listener of listeners) listener()
    },
  }
}
