/** The ledger in a hundred lines, without a database: what the real one is held against. Amounts are minor units. */
interface ModelEntry {
  transactionId: string
  effectiveOn: string
  dueOn: string | null
  amountMinor: number
}

interface ModelAccount {
  limitMinor: number | null
  onHold: boolean
  entries: ModelEntry[]
  holds: Map<string, number>
}

type Decision = { accepted: boolean; code?: string }

export class LedgerModel {
  readonly accounts = new Map<string, ModelAccount>()
  readonly reversed = new Set<string>()

  open(accountId: string, limitMinor: number | null) {
    this.accounts.set(accountId, { limitMinor, onHold: false, entries: [], holds: new Map() })
  }

  account(accountId: string): ModelAccount {
    return this.accounts.get(accountId)!
  }

  /** Whether a debit would be taken now. */
  judgeDebit(accountId: string, amountMinor: number): Decision {
    const { limitMinor, onHold } = this.account(accountId)
    if (onHold) return { accepted: false, code: 'account_on_hold' }
    const wanted = this.balance(accountId) + this.pending(accountId) + amountMinor
    if (limitMinor !== null && wanted > limitMinor) return { accepted: false, code: 'credit_limit_exceeded' }
    return { accepted: true }
  }

  add(accountId: string, entry: ModelEntry) {
    this.account(accountId).entries.push(entry)
  }

  reverse(accountId: string, reversesId: string, entry: Pick<ModelEntry, 'transactionId' | 'effectiveOn'>) {
    const first = this.account(accountId).entries.find(({ transactionId }) => transactionId === reversesId)!
    this.reversed.add(reversesId)
    this.add(accountId, { ...first, ...entry, amountMinor: -first.amountMinor })
  }

  balance(accountId: string, day = '9999-12-31'): number {
    return this.entriesUntil(accountId, day).reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  }

  pending(accountId: string): number {
    return [...this.account(accountId).holds.values()].reduce((sum, amount) => sum + amount, 0)
  }

  /** What is open by its due day, credits settling the oldest due first, and what was paid beyond all of it. */
  openDues(accountId: string, day = '9999-12-31'): { dues: Map<string, number>; advanceMinor: number } {
    const entries = this.entriesUntil(accountId, day)
    let paid =
      0 - entries.filter(({ dueOn }) => dueOn === null).reduce((sum, { amountMinor }) => sum + amountMinor, 0)
    const debits = new Map<string, number>()
    for (const { dueOn, amountMinor } of entries) {
      if (dueOn !== null) debits.set(dueOn, (debits.get(dueOn) ?? 0) + amountMinor)
    }
    const dues = new Map<string, number>()
    for (const dueOn of [...debits.keys()].sort()) {
      const settled = Math.min(paid, debits.get(dueOn)!)
      paid -= settled
      if (debits.get(dueOn)! > settled) dues.set(dueOn, debits.get(dueOn)! - settled)
    }
    return { dues, advanceMinor: paid }
  }

  entriesUntil(accountId: string, day: string): ModelEntry[] {
    return this.account(accountId).entries.filter(({ effectiveOn }) => effectiveOn <= day)
  }
}
