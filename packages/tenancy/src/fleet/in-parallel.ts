import type pg from 'pg'
import { type FleetParts, withControl } from './parts.ts'

// More at once were no faster on one server.
const atOnce = 4

/** Works on a few items at once. */
export function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  return shareOut(items, async (queue) => {
    for (const item of queue) await work(item)
  })
}

/** The same, each worker with a connection to the control database of its own. */
export function inParallelWithControl<T>(
  parts: FleetParts,
  items: readonly T[],
  work: (control: pg.Client, item: T) => Promise<void>,
): Promise<void> {
  return shareOut(items, (queue) =>
    withControl(parts, async (control) => {
      for (const item of queue) await work(control, item)
    }),
  )
}

async function shareOut<T>(items: readonly T[], worker: (queue: Iterable<T>) => Promise<void>) {
  const queue = items.values()
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, () => worker(queue)))
}
