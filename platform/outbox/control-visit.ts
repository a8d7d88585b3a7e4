import type { Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import { eachOf } from './clock.ts'
import type { ControlOutboxTables } from './outbox.tables.ts'
import {
  type ControlDueJob,
  type Due,
  type DueJob,
  handOver,
  listControlDue,
  markHandedOver,
} from './visits.ts'

/** A tenant whose database did not answer is left alone for so long. */
const pauseMs = 1_000

interface ControlVisitOptions {
  tenancy: Tenancy
  names: readonly string[]
  logger: FastifyBaseLogger
  onStep: (step: string) => void
}

/** Looks into the control database's outbox: its own jobs are answered, those of tenants are handed over. */
export function makeControlVisit({ tenancy, names, logger, onStep }: ControlVisitOptions) {
  const control = tenancy.control<ControlOutboxTables>()
  const pausedUntil = new Map<string, number>()

  const give = async (tenantId: string, jobs: ControlDueJob[]) => {
    const tenant = tenancy.directory.byId(tenantId)
    // The directory has not heard of it yet: the next look will find it.
    if (!tenant) return
    try {
      // With a closed tenant its jobs are dropped.
      if (tenant.status !== 'closed') await handOver(tenancy, tenant, jobs)
      onStep('job handed over')
      await control.run((tx) =>
        markHandedOver(
          tx,
          jobs.map(({ id }) => id),
        ),
      )
    } catch (err) {
      pausedUntil.set(tenantId, performance.now() + pauseMs)
      logger.warn({ err, tenantId }, 'jobs could not be handed over to their tenant')
    }
  }

  return async (limit: number): Promise<Due<DueJob>> => {
    for (const [tenantId, until] of pausedUntil) {
      if (until < performance.now()) pausedUntil.delete(tenantId)
    }
    const except = [...pausedUntil.keys()]
    const { jobs, nextAt } = await control.read((db) => listControlDue(db, { names, limit, except }))
    const away = Map.groupBy(
      jobs.filter(({ here }) => !here),
      ({ tenantId }) => tenantId ?? '',
    )
    await eachOf([...away], 4, ([tenantId, own]) => give(tenantId, own))
    const here = jobs.filter((job) => job.here)
    // Handed over, they made room: there may be more behind them.
    const again = jobs.length === limit && here.length < limit ? Date.now() : null
    const paused = pausedUntil.size > 0 ? Date.now() + pauseMs : null
    const times = [nextAt, again, paused].filter((time) => time !== null)
    return { jobs: here, nextAt: times.length > 0 ? Math.min(...times) : null }
  }
}
