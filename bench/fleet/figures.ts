import { loadavg } from 'node:os'

/** Milliseconds as a report shows them. */
export function figuresOf(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]! * 10) / 10
  return { count: times.length, 'median ms': at(0.5), 'p99 ms': at(0.99), 'worst ms': at(1) }
}

export async function timed(work: () => Promise<unknown>) {
  const began = performance.now()
  await work()
  return { seconds: Math.round((performance.now() - began) / 10) / 100 }
}

/** What else the machine was doing: the load of the last minute. */
export function load(): number {
  return Math.round(loadavg()[0]! * 10) / 10
}
