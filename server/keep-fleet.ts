import type { Fleet, FleetFinding } from '@tenantry/tenancy'

interface KeepFleetOptions {
  fleet: Pick<Fleet, 'prepareSilos' | 'reconcile'>
  /** The servers this process may make databases on. */
  servers: readonly string[]
  /** How many silos are to stand ready on each of them. */
  readySilos: number
  /** What a person has to decide; each finding is told once. */
  onFinding(finding: FleetFinding): void
  onError(error: unknown): void
  stockEveryMs?: number
  reconcileEveryMs?: number
}

/**
 * Keeps silos ready, and completes what crashes have left: once at the start and then now and again, in the process that
 * has the admin login. Several such processes take turns, since each act holds a lock of the control database.
 */
export function keepFleet({
  fleet,
  servers,
  readySilos,
  onFinding,
  onError,
  stockEveryMs = 30_000,
  reconcileEveryMs = 600_000,
}: KeepFleetOptions): { close(): Promise<void> } {
  const told = new Set<string>()
  const reconcile = async () => {
    const open = (await fleet.reconcile({ repair: true })).filter(({ repaired }) => repaired === undefined)
    for (const finding of open) if (!told.has(keyOf(finding))) onFinding(finding)
    // What was mended and comes back is told again.
    told.clear()
    for (const finding of open) told.add(keyOf(finding))
  }
  const fillStocks = async () => {
    for (const server of servers) await fleet.prepareSilos(readySilos, server).catch(onError)
  }

  let working: Promise<void> = Promise.resolve()
  let closed = false
  const waiting = new Set<() => Promise<void>>()
  /** One after the other: both are work for idle moments. What waits already is not asked for again. */
  const queue = (work: () => Promise<void>) => {
    if (waiting.has(work)) return
    waiting.add(work)
    working = working
      .then(() => {
        waiting.delete(work)
        return closed ? undefined : work()
      })
      .catch(onError)
  }
  queue(reconcile)
  const timers = [setInterval(() => queue(reconcile), reconcileEveryMs)]
  if (readySilos > 0) {
    queue(fillStocks)
    timers.push(setInterval(() => queue(fillStocks), stockEveryMs))
  }
  return {
    close: async () => {
      closed = true
      for (const timer of timers) clearInterval(timer)
      await working
    },
  }
}

function keyOf({ kind, server, object, sentence }: FleetFinding): string {
  return [kind, server, object, sentence].join('\n')
}
