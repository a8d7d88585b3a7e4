import { exitCodes } from './explain.ts'

/**
 * Runs until a signal asks to stop: `run` is told when. Ctrl-C arrives several times, from the terminal and from npm: those
 * within a second are one. A later one means it: the process ends at once, and PostgreSQL with it.
 */
export async function untilStopped(run: (stopping: AbortController) => Promise<void>): Promise<void> {
  const stopping = new AbortController()
  let asked = 0
  const onSignal = () => {
    const now = performance.now()
    if (asked === 0) asked = now
    else if (now - asked > 1000) process.exit(exitCodes.failed)
    stopping.abort()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  try {
    await run(stopping)
  } catch (error) {
    // Stopped while it started: what was open is closed, and that is what was asked for.
    if (!stopping.signal.aborted) throw error
  } finally {
    for (const signal of signals) process.off(signal, onSignal)
  }
}

/** Waits for the signal. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
