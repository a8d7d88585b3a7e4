import type { Tenant } from './tenant.ts'

/** Hears what transactions of this process signal. `tenant` is null where the transaction is the control database's. */
export interface SignalListener {
  /** Awaited inside the transaction: for what must be on record before it can commit. Failing, it fails the signal. */
  announced?(tenant: Tenant | null): Promise<void>
  /** After the commit, or where its outcome is unknown; never after a rollback. */
  committed(tenant: Tenant | null): void
}

/** What one transaction has signalled. */
export interface PendingSignals {
  signal(name: string): Promise<void>
  committed(): void
}

/** Carries word of a transaction's commit to whoever in this process waits for such a thing. */
export class Signals {
  readonly #listeners = new Map<string, Set<SignalListener>>()

  /** Returns how to stop listening. */
  on(name: string, listener: SignalListener): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    return () => void listeners.delete(listener)
  }

  collect(tenant: Tenant | null): PendingSignals {
    const names = new Set<string>()
    return {
      signal: async (name) => {
        if (names.has(name)) return
        names.add(name)
        for (const listener of this.#listeners.get(name) ?? []) await listener.announced?.(tenant)
      },
      committed: () => {
        for (const name of names) {
          for (const listener of this.#listeners.get(name) ?? []) listener.committed(tenant)
        }
      },
    }
  }
}

/** Runs a transaction's work and tells its signals once it has committed, or may have. */
export async function signalling<T>(pending: PendingSignals, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work()
    pending.committed()
    return result
  } catch (error) {
    if ((error as { code?: unknown }).code === 'outcome_unknown') pending.committed()
    throw error
  }
}
