/** How far something is that is loaded when it is needed. */
export interface Loading<Thing> {
  thing?: Thing
  /** Why it did not come, the last time. */
  error?: unknown
  failures: number
  /** It is asked for again after it had failed. */
  isTrying: boolean
}

/** Loads something once; what failed is not kept, but asked for anew by whoever needs it next. */
export function makeLoading<Thing>(bring: () => Promise<Thing>) {
  let now: Loading<Thing> = { failures: 0, isTrying: false }
  let underWay: Promise<void> | undefined
  const listeners = new Set<() => void>()
  const become = (next: Loading<Thing>) => {
    now = next
    for (const listener of listeners) listener()
  }
  const attempt = async () => {
    const { failures } = now
    if (failures > 0) become({ ...now, isTrying: true })
    try {
      become({ thing: await bring(), failures: 0, isTrying: false })
    } catch (error) {
      become({ error, failures: failures + 1, isTrying: false })
    }
    underWay = undefined
  }
  return {
    now: () => now,
    /** Never rejects: `now` says how it went. */
    load: (): Promise<void> => {
      if (now.thing) return Promise.resolve()
      underWay ??= attempt()
      return underWay
    },
    /** Whoever comes next begins afresh. */
    forget: () => {
      if (now.failures > 0) become({ failures: 0, isTrying: false })
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
