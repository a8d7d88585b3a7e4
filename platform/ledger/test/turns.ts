import type { AnyTenantTx } from '@tenantry/tenancy'

/** How a client ends that is to die here: its transaction is rolled back, as that of a process that is gone. */
export class Died extends Error {}

interface Waiting {
  client: number
  go(): void
  die(): void
}

/**
 * Lets clients of one database take turns at the boundaries of their statements, in an order that a seed decides: a history
 * of interleaved transactions that can be played again. A turn ends when every client has ended or waits, for its next turn
 * or for a lock of PostgreSQL's.
 */
export class Turns {
  readonly #waiting: Waiting[] = []
  readonly #random: () => number
  readonly #countLockWaits: () => Promise<number>
  /** Statements that each client has had answered. */
  readonly answered = new Map<number, number>()

  constructor(random: () => number, countLockWaits: () => Promise<number>) {
    this.#random = random
    this.#countLockWaits = countLockWaits
  }

  /** The same transaction, whose every statement waits for the client's turn. */
  gated(tx: AnyTenantTx, client: number): AnyTenantTx {
    const raw: AnyTenantTx['raw'] = (statement) => {
      const built = tx.raw<never>(statement as never) // the row's type is the caller's word in both
      return {
        execute: async () => {
          await this.turn(client)
          const rows = await built.execute()
          this.answered.set(client, (this.answered.get(client) ?? 0) + 1)
          return rows
        },
      }
    }
    return Object.assign(Object.create(tx), { raw })
  }

  /** Resolves when it is the client's turn; throws `Died` where it is to die instead. */
  turn(client: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ client, go: resolve, die: () => reject(new Died()) })
    })
  }

  /** Gives one client its turn, or death. */
  next(deathRate: number): void {
    // They may come to wait in another order from run to run.
    this.#waiting.sort((a, b) => a.client - b.client)
    const [chosen] = this.#waiting.splice(Math.floor(this.#random() * this.#waiting.length), 1)
    if (!chosen) throw new Error('Nobody waits for a turn: all wait for locks')
    if (this.#random() < deathRate) chosen.die()
    else chosen.go()
  }

  /** Waits until none of the clients that have not ended is at work. */
  async settle(countActive: () => number): Promise<void> {
    for (let look = 1; this.#waiting.length < countActive(); look++) {
      await new Promise(setImmediate)
      // Only who stays away for longer can be waiting for a lock.
      if (look % 40 === 0 && this.#waiting.length + (await this.#countLockWaits()) === countActive()) return
    }
  }
}
