import { DomainError } from '#platform/http/domain-error.ts'

/** Runs at most `atOnce` works together; the next `waiting` wait their turn, and further ones are refused at once. */
export function makeQueue({ atOnce, waiting }: { atOnce: number; waiting: number }) {
  const turns: (() => void)[] = []
  let running = 0

  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running += 1
    else if (turns.length < waiting) await new Promise<void>((resolve) => turns.push(resolve))
    else throw new DomainError('busy', { retryAfter: 2 })
    try {
      return await work()
    } finally {
      // The turn is handed on, so `running` falls only when nobody waits.
      const next = turns.shift()
      if (next) next()
      else running -= 1
    }
  }
}
