import { type Actor, newId, type Tenant, type TenantDb, type TenantTx } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { FhirTables } from './fhir.tables.ts'

type Tx = TenantTx<FhirTables>

/** The right to work an import off. Whoever loses it commits nothing more. */
export interface Turn {
  importId: string
  holder: string
  leaseMs: number
}

export class TurnLost extends Error {
  constructor() {
    super('another process has taken over this import')
    this.name = 'TurnLost'
  }
}

/** Long enough for any bundle; a process that died delays its imports by as much. */
export const defaultLeaseMs = 15_000

const lease = (milliseconds: number) => sql<string>`now() + ${milliseconds} * interval '1 millisecond'`

/**
 * Takes the tenant's turn for one import; `undefined` while another import, or another process, has it. Atomic: the
 * tenant has one row for it.
 */
export async function takeTurn(
  db: TenantDb<FhirTables>,
  { tenant, actor, importId, leaseMs }: { tenant: Tenant; actor: Actor; importId: string; leaseMs: number },
): Promise<Turn | undefined> {
  const holder = newId()
  return db.run(tenant, actor, async (tx) => {
    await tx
      .insertInto('clinic.import_turns')
      .values({})
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const taken = await tx
      .updateTable('clinic.import_turns')
      .set({ importId, holder, leaseUntil: lease(leaseMs) })
      .where('leaseUntil', '<', sql<string>`now()`)
      .returning('holder')
      .executeTakeFirst()
    return taken && { importId, holder, leaseMs }
  })
}

/** Prolongs the lease within a transaction, and tells what time it is. */
export async function renewTurn(tx: Tx, { importId, holder, leaseMs }: Turn): Promise<string> {
  const renewed = await tx
    .updateTable('clinic.import_turns')
    .set({ leaseUntil: lease(leaseMs) })
    .where('holder', '=', holder)
    .where('importId', '=', importId)
    .returning(sql<string>`now()`.as('now'))
    .executeTakeFirst()
  if (!renewed) throw new TurnLost()
  return renewed.now
}

/** Renews the lease while the source is read and nothing is committed. Its signal aborts when the turn is lost. */
export function keepTurn(
  db: TenantDb<FhirTables>,
  { tenant, actor, turn }: { tenant: Tenant; actor: Actor; turn: Turn },
): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController()
  let renewing = false
  const renew = async () => {
    if (renewing) return
    renewing = true
    try {
      await db.run(tenant, actor, (tx) => renewTurn(tx, turn))
    } catch (error) {
      // A database that is away for a moment is noticed by the next bundle.
      if (error instanceof TurnLost) controller.abort(error)
    } finally {
      renewing = false
    }
  }
  const timer = setInterval(() => void renew(), turn.leaseMs / 3)
  timer.unref()
  return { signal: controller.signal, stop: () => clearInterval(timer) }
}

export async function endTurn(tx: Tx, { holder }: Turn): Promise<void> {
  await tx
    .updateTable('clinic.import_turns')
    .set({ holder: null, importId: null, leaseUntil: sql<string>`now()` })
    .where('holder', '=', holder)
    .execute()
}
