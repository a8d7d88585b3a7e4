import type { Tenant } from './tenant.ts'

/** Hears what transactions of this process signal. `tenant` is null where the transaction is the control database's. */
export interface SignalListener {
  /** Takes note inside the transaction: of what must be on record before it can commit. Failing, it fails the signal. */
  announced?(tenant: Tenant | null): Promise<void>
  /** After the commit, or where its outcome is unknown; never after a rollback. */
  committed(tenant: Tenant | null): void
}

/** What one transaction has signalled. */
export interface PendingSignals {
  /** True where somebody has taken note. */
  signal(name: string): Promise<boolean>
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
    const noted = new Map<string, boolean>()
    return {
      signal: async (name) => {
        let known = noted.get(name)
        if (known !== undefined) return known
        known = false
        for (const listener of this.#listeners.get(name) ?? []) {
          if (!listener.announced) continue
          await listener.announced(tenant)
          known = true
        }
        noted.set(name, known)
        return known
      },
      committed: () => {
        for (const name of noted.keys()) {
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
