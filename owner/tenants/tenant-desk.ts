import type { Fleet, Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { workOneByOne } from '#platform/outbox/one-by-one.ts'
import { tenantRequestsSignal } from './tenant-requests.ts'
import type { OwnerTenantTables } from './tenants.tables.ts'

interface TenantDeskOptions {
  tenancy: Tenancy
  /** The admin's side, which the web process does not have. */
  fleet: Pick<Fleet, 'suspend' | 'resume'>
  onError(error: unknown): void
  /** How often to look for what other processes were asked. Default a second. */
  sweepMs?: number
}

const mostAttempts = 5

/** Does what operators asked for, one after the other. Killed at any point, it goes on when it runs again. */
export function startTenantDesk({ tenancy, fleet, onError, sweepMs = 1_000 }: TenantDeskOptions) {
  const control = tenancy.control<OwnerTenantTables>()

  /** Takes a request for half a minute. What a disabled operator asked for is left undone. */
  const takeNext = async () => {
    const [asked] = await control.run((tx) =>
      tx
        .raw<Asked>(
          sql`update control.tenant_requests r
                 set attempts = attempts + 1, due_at = now() + make_interval(secs => 30)
                from control.tenants t, control.operators o
               where r.id = (select id from control.tenant_requests where state = 'asked' and due_at <= now()
                              order by due_at, id limit 1 for update skip locked)
                 and t.id = r.tenant_id and o.id = r.operator_id
              returning r.id, r.act, r.reason, r.attempts, t.slug, o.disabled_at is null as allowed`,
        )
        .execute(),
    )
    return asked
  }

  const act = async ({ id, act: what, reason, attempts, slug, allowed }: Asked) => {
    if (!allowed) return finish(id, 'refused')
    try {
      await (what === 'suspend' ? fleet.suspend(slug, reason) : fleet.resume(slug))
      await finish(id, 'done')
    } catch (error) {
      if (attempts >= mostAttempts) await finish(id, 'refused')
      throw error
    }
  }

  const finish = (id: string, state: 'done' | 'refused') =>
    control.run(async (tx) => {
      await tx
        .updateTable('control.tenant_requests')
        .set({ state, finishedAt: sql`now()` })
        .where('id', '=', id)
        .where('state', '=', 'asked')
        .execute()
    })

  return workOneByOne({
    doNext: async () => {
      const asked = await takeNext()
      if (asked) await act(asked).catch(onError)
      return asked !== undefined
    },
    listen: (wake) => tenancy.onSignal(tenantRequestsSignal, { committed: wake }),
    sweepMs,
    onError,
  })
}

interface Asked {
  id: string
  act: 'suspend' | 'resume'
  reason: string
  attempts: number
  slug: string
  allowed: boolean
}
