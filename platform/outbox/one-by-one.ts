interface OneByOneOptions {
  /** Takes what is asked for next and does it; false where there is nothing. */
  doNext(): Promise<boolean>
  /** Calls back when something was asked for here, and answers how to stop that. */
  listen(wake: () => void): () => void
  /** How often to look for what other processes were asked. */
  sweepMs: number
  onError(error: unknown): void
}

/** Does what is asked for in a table, one after the other, from now until it is closed. */
export function workOneByOne({ doNext, listen, sweepMs, onError }: OneByOneOptions) {
  let working: Promise<void> | undefined
  let again = false
  let closed = false

  const workAll = async () => {
    do {
      again = false
      let hasMore = true
      while (hasMore && !closed) hasMore = await doNext()
    } while (again && !closed)
  }
  const wake = () => {
    again = true
    working ??= workAll()
      .catch(onError)
      .finally(() => (working = undefined))
  }

  const stopListening = listen(wake)
  const sweep = setInterval(wake, sweepMs)
  wake()
  return {
    close: async () => {
      closed = true
      clearInterval(sweep)
      stopListening()
      await working
    },
  }
}
