/** Waits, or less long where the signal aborts. */
export function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, Math.max(ms, 0))
    if (signal.aborted || ms <= 0) done()
    else signal.addEventListener('abort', done, { once: true })
  })
}

/** Something to wait at until it is rung. Rung while nobody waits, it lets the next one pass. */
export class Bell {
  #rung = false
  #wakeUp: (() => void) | undefined

  ring(): void {
    this.#rung = true
    this.#wakeUp?.()
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && ms > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', done)
          this.#wakeUp = undefined
          resolve()
        }
        const timer = setTimeout(done, ms)
        this.#wakeUp = done
        signal.addEventListener('abort', done, { once: true })
      })
    }
    this.#rung = false
  }
}

/** Does the work for each item, a few at a time. */
export async function eachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]()
  const next = async (): Promise<void> => {
    for (let { value, done } = queue.next(); !done; { value, done } = queue.next()) await work(value as Item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, next))
}
