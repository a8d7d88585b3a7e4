import type { KeyObject } from 'node:crypto'
import type { Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import type { FastifyBaseLogger } from 'fastify'
import { eachOf, waitFor } from '#platform/outbox/clock.ts'
import type { Anchors } from './anchors.ts'
import { controlGround, dataGround, type Ground, nobody } from './grounds.ts'
import { listTouched, markSealed, timeOf } from './marks.ts'
import { sealOnce } from './seal-once.ts'

interface SealerOptions {
  tenancy: Tenancy
  key: KeyObject
  anchors: Anchors
  logger: Pick<FastifyBaseLogger, 'error'>
  /** Default 1,000. */
  everyMs?: number
}

export interface Sealer {
  /** Seals what there is now, for tests and for the last time. */
  pass(): Promise<void>
  stop(): Promise<void>
}

/** Databases that are looked into at once. */
const atOnce = 4

/**
 * Seals, every second, what has been written since. Any number of processes may: of two that come to the same tenant at
 * once, one seals. A silo is opened only where the marks say that there is something new.
 */
export function startSealer({ tenancy, key, anchors, logger, everyMs = 1_000 }: SealerOptions): Sealer {
  const control = tenancy.control<unknown>()
  const stopping = new AbortController()
  let first = true
  // Since when the control database's events have been seen; all of them at the first pass.
  let controlXid = '0'

  const seal = async (ground: Ground): Promise<boolean> => {
    for (;;) {
      const { seal: made, rest } = await sealOnce(ground, key)
      if (made) {
        const { n, hash, signature } = made
        anchors.add({ source: ground.source, tenantId: ground.tenantId, n, hash, signature })
      }
      if (rest !== 'more') return rest === 'none'
    }
  }
  const trySealing = async (ground: Ground) => {
    try {
      return await seal(ground)
    } catch (err) {
      // Somebody else has added the same link a moment ago.
      if ((err as { code?: string }).code === '23505') return false
      logger.error({ err, tenantId: ground.tenantId, source: ground.source }, 'events could not be sealed')
      return false
    }
  }

  const sealData = async () => {
    const at = await timeOf(control)
    const ids = await listTouched(control, first)
    await eachOf(ids, atOnce, async (id) => {
      const tenant = tenancy.directory.byId(id)
      if (tenant?.status !== 'active' && tenant?.status !== 'suspended') return
      if (await trySealing(dataGround(tenancy, tenant))) await markSealed(control, id, at)
    })
  }
  const sealControl = async () => {
    const rows = await control.read((db) =>
      db
        .raw<{ tenantId: string | null; xmin: string }>(
          sql`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin, found.tenant_id
                from (select) one left join lateral (
                  select distinct tenant_id, true as is_there from control.audit_events
                   where xid >= ${controlXid}::xid8) found on true`,
        )
        .execute(),
    )
    let all = true
    for (const { tenantId } of rows) {
      if (!(await trySealing(controlGround(tenancy, tenantId ?? nobody)))) all = false
    }
    if (all) controlXid = rows[0]!.xmin
  }
  const pass = async () => {
    await sealData()
    await sealControl()
    first = false
    await anchors.write()
  }
  const work = async () => {
    while (!stopping.signal.aborted) {
      await pass().catch((err) => logger.error({ err }, 'the audit could not be sealed'))
      await waitFor(everyMs, stopping.signal)
    }
  }
  const working = everyMs === Number.POSITIVE_INFINITY ? Promise.resolve() : work()
  return {
    pass,
    stop: async () => {
      stopping.abort()
      await working
      await anchors.close()
    },
  }
}
