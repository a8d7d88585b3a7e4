import type { Actor, Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import { eachOf } from './clock.ts'
import { type AnyControlTx, type AnyTenantTx, jobsSignal } from './outbox.ts'

/** A job that was given up and waits for an operator. */
export interface DeadLetter {
  id: string
  /** Null: a job of the control database's own. */
  tenantId: string | null
  name: string
  attempts: number
  /** A code or the author's words; never a value of anybody's row. */
  reason: string
  askedAt: string
  failedAt: string
}

const actor: Actor = { kind: 'system', name: 'dead letters' }
const columns = sql`id, name, attempts, coalesce(reason, 'unknown') as reason, created_at as asked_at, failed_at`

/** The jobs that were given up, newest first: of all places, or of one tenant. Their payloads stay where they are. */
export async function listDeadLetters(
  tenancy: Tenancy,
  { tenantId, limit = 200 }: { tenantId?: string; limit?: number } = {},
): Promise<DeadLetter[]> {
  const letters = tenantId ? [] : await listOfControl(tenancy, limit)
  const places = tenantId ? [tenantId] : await listTenantsWithFailures(tenancy)
  await eachOf(places, 4, async (place) => {
    const tenant = tenancy.directory.byId(place)
    if (!tenant || tenant.status === 'closed' || tenant.status === 'pending') return
    const found = await tenancy.tables().read(tenant, actor, (db) =>
      db
        .raw<Omit<DeadLetter, 'tenantId'>>(
          sql`select ${columns} from core.outbox_jobs
                 where tenant_id = ${db.tenantId} and failed_at is not null order by failed_at desc limit ${limit}`,
        )
        .execute(),
    )
    letters.push(...found.map((letter) => ({ ...letter, tenantId: place })))
  })
  return letters.sort((a, b) => (a.failedAt < b.failedAt ? 1 : -1)).slice(0, limit)
}

function listOfControl(tenancy: Tenancy, limit: number): Promise<DeadLetter[]> {
  return tenancy.control().read((db) =>
    db
      .raw<DeadLetter>(
        sql`select ${columns}, null as tenant_id from control.outbox_jobs
               where failed_at is not null order by failed_at desc limit ${limit}`,
      )
      .execute(),
  )
}

async function listTenantsWithFailures(tenancy: Tenancy): Promise<string[]> {
  const rows = await tenancy
    .control()
    .read((db) =>
      db
        .raw<{ tenantId: string }>(sql`select tenant_id from control.outbox_sources where failed > 0`)
        .execute(),
    )
  return rows.map(({ tenantId }) => tenantId)
}

/** Tries a job that was given up once more, with all its tries before it. It is on record who asked for that. */
export function retryDeadLetter(tenancy: Tenancy, operator: Operator, letter: LetterId): Promise<void> {
  const again = sql`failed_at = null, attempts = 0, due_at = now()`
  return change(tenancy, operator, letter, 'tries a failed job again', (tx) =>
    'tenantId' in tx
      ? tx.raw(
          sql`update core.outbox_jobs set ${again}
               where tenant_id = ${tx.tenantId} and id = ${letter.id} and failed_at is not null returning id`,
        )
      : tx.raw(
          sql`update control.outbox_jobs set ${again} where id = ${letter.id} and failed_at is not null returning id`,
        ),
  )
}

/** Takes a job that was given up out of the list, undone. */
export function dropDeadLetter(tenancy: Tenancy, operator: Operator, letter: LetterId): Promise<void> {
  return change(tenancy, operator, letter, 'drops a failed job', (tx) =>
    'tenantId' in tx
      ? tx.raw(
          sql`delete from core.outbox_jobs
               where tenant_id = ${tx.tenantId} and id = ${letter.id} and failed_at is not null returning id`,
        )
      : tx.raw(
          sql`delete from control.outbox_jobs where id = ${letter.id} and failed_at is not null returning id`,
        ),
  )
}

type Operator = Exclude<Actor, { kind: 'member' }>
type LetterId = Pick<DeadLetter, 'id' | 'tenantId'>

async function change(
  tenancy: Tenancy,
  operator: Operator,
  { id, tenantId }: LetterId,
  act: string,
  statement: (tx: AnyTenantTx | AnyControlTx) => { execute(): Promise<unknown[]> },
): Promise<void> {
  const work = async (tx: AnyTenantTx | AnyControlTx) => {
    await tx.signal(jobsSignal)
    const changed = await statement(tx).execute()
    if (changed.length === 0) throw new DomainError('not_found')
  }
  if (tenantId === null) return tenancy.control<unknown>().run(work)
  const tenant = tenancy.directory.byId(tenantId)
  if (!tenant) throw new DomainError('not_found')
  return tenancy.asOperator<unknown, void>(`${act}: ${id}`, operator, tenant, work)
}
