import { type ControlDb, newId } from '@tenantry/tenancy'
import { sql } from 'kysely'

/** First half of an advisory lock's key: who takes seats of a tenant does so one after the other. */
const seatsLock = 7_467_003
/** A process that has not said so for longer is gone. Several times as long as between two words of one that lives. */
const goneAfterSeconds = 30
/** Seats are taken by the handful: so many parts of all that a tenant has. */
const handfuls = 50

/** What this process holds of one tenant's seats. */
interface Row {
  taken: number
  held: number
  /** Taking is one after the other. */
  turn: Promise<unknown>
  waiting: number
}

/**
 * The streams that a tenant may have open at all processes together. A seat is taken in the control database under a lock,
 * a handful at a time; what is left over goes back when this process says again that it is there.
 */
export class Seats {
  readonly #control: ControlDb<unknown>
  readonly #perTenant: number
  readonly #handful: number
  readonly #processId = newId()
  readonly #rows = new Map<string, Row>()

  constructor(control: ControlDb<unknown>, perTenant: number) {
    this.#control = control
    this.#perTenant = perTenant
    this.#handful = Math.ceil(perTenant / handfuls)
  }

  /** False where all seats of the tenant are taken, wherever. */
  async take(tenantId: string): Promise<boolean> {
    const row = this.#rows.get(tenantId) ?? { taken: 0, held: 0, turn: Promise.resolve(), waiting: 0 }
    this.#rows.set(tenantId, row)
    row.waiting++
    const turn = row.turn.then(() => this.#takeInTurn(tenantId, row))
    row.turn = turn.catch(() => {})
    try {
      return await turn
    } finally {
      row.waiting--
    }
  }

  leave(tenantId: string): void {
    const row = this.#rows.get(tenantId)
    if (row) row.taken--
  }

  /** Says that this process is there, and gives back what it does not need. */
  async keep(): Promise<void> {
    const kept: { tenant_id: string; seats: number }[] = []
    for (const [tenantId, row] of this.#rows) {
      // Whoever is taking one just now would not know that they are fewer.
      if (row.waiting === 0) row.held = Math.min(row.held, this.#rounded(row.taken))
      if (row.waiting === 0 && row.taken === 0) this.#rows.delete(tenantId)
      kept.push({ tenant_id: tenantId, seats: row.held })
    }
    if (kept.length === 0) return
    await this.#control.run(async (tx) => {
      await tx
        .raw(
          sql`insert into control.stream_seats (tenant_id, process_id, seats, seen_at)
              select kept.tenant_id, ${this.#processId}::uuid, kept.seats, now()
                from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as kept(tenant_id uuid, seats integer)
                join control.tenants tenant on tenant.id = kept.tenant_id
              on conflict (tenant_id, process_id) do update set seats = excluded.seats, seen_at = excluded.seen_at`,
        )
        .execute()
      await tx
        .raw(
          sql`delete from control.stream_seats
               where seen_at < now() - ${gone} or (process_id = ${this.#processId} and seats = 0)`,
        )
        .execute()
    })
  }

  async close(): Promise<void> {
    this.#rows.clear()
    await this.#control.run((tx) =>
      tx.raw(sql`delete from control.stream_seats where process_id = ${this.#processId}`).execute(),
    )
  }

  async #takeInTurn(tenantId: string, row: Row): Promise<boolean> {
    if (row.taken === row.held) row.held = await this.#hold(tenantId, row)
    if (row.taken >= row.held) return false
    row.taken++
    return true
  }

  /** Takes a handful more where there are any; answers how many this process holds. */
  async #hold(tenantId: string, { taken, held }: Row): Promise<number> {
    return this.#control.run(async (tx) => {
      await tx.raw(sql`select pg_advisory_xact_lock(${seatsLock}, hashtext(${tenantId}))`).execute()
      // A statement of its own: it must see what others did while the lock was waited for.
      const [row] = await tx
        .raw<{ seats: number }>(
          sql`insert into control.stream_seats (tenant_id, process_id, seats, seen_at)
              select ${tenantId}::uuid, ${this.#processId}::uuid, least(${this.#rounded(taken + 1)}::integer, free), now()
                from (select ${this.#perTenant}::integer - coalesce(sum(seats), 0)::integer as free
                        from control.stream_seats
                       where tenant_id = ${tenantId} and process_id <> ${this.#processId}
                         and seen_at > now() - ${gone}) others
               where free > ${taken}::integer
              on conflict (tenant_id, process_id) do update set seats = excluded.seats, seen_at = excluded.seen_at
              returning seats`,
        )
        .execute()
      return row?.seats ?? held
    })
  }

  #rounded(seats: number): number {
    return Math.ceil(seats / this.#handful) * this.#handful
  }
}

const gone = sql`make_interval(secs => ${goneAfterSeconds})`
