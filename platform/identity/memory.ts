const most = 10_000

interface Memory<Value> {
  /** The answer that is remembered for the key, or a new one. */
  recall(key: string, ask: () => Promise<Value>): Promise<Value>
  /** Forgets every key that begins so. */
  forget(beginning: string): void
}

/** Remembers answers for `rememberedMs`, so that who asks ten times at once is looked up once. */
export function makeMemory<Value>(rememberedMs: number, now = () => performance.now()): Memory<Value> {
  const remembered = new Map<string, { answer: Promise<Value>; until: number }>()

  const makeRoom = () => {
    const time = now()
    // Oldest first: what was remembered last is the last to go stale.
    for (const [key, { until }] of remembered) {
      if (until > time && remembered.size < most) return
      remembered.delete(key)
    }
  }

  return {
    recall(key, ask) {
      const known = remembered.get(key)
      if (known && known.until > now()) return known.answer
      remembered.delete(key)
      makeRoom()
      const answer = ask()
      remembered.set(key, { answer, until: now() + rememberedMs })
      // A failure is nobody's answer but the present callers'.
      answer.catch(() => remembered.delete(key))
      return answer
    },
    forget(beginning) {
      for (const key of remembered.keys()) if (key.startsWith(beginning)) remembered.delete(key)
    },
  }
}
