import type { Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import type { ProblemCode } from '#contract/problems.ts'
import type { AnyRoute } from '#contract/route.ts'
import { type Denial, Denials } from './denials.ts'
import { type AuditEvent, insertControlEvents } from './events.ts'
import { openReadTrail, type ReadTrail } from './read-trail.ts'

/** The audit of a process that answers requests. */
export interface Audit extends ReadTrail {
  /** Writes an event of no transaction into the control database. */
  recordControl(event: AuditEvent & { tenantId: string | null }): Promise<void>
  /** Remembers that a request was refused; written soon, and counted where it repeats itself. */
  deny(denial: Denial & { place: 'data' | 'control' }): void
  close(): Promise<void>
}

/** Refusals that say: somebody tried what he may not. On routes with health data an id that is not there is one, too. */
const attempts = new Set<ProblemCode>([
  'forbidden',
  'not_a_member',
  'wrong_credentials',
  'wrong_password',
  'link_refused',
  'too_many_attempts',
])

export function isAttempt(code: ProblemCode, { health }: AnyRoute): boolean {
  return attempts.has(code) || (health && code === 'not_found')
}

/** Opens the audit for a process. `close` waits for what is being written. */
export function openAudit(tenancy: Tenancy, logger: FastifyBaseLogger): Audit {
  const trail = openReadTrail(tenancy)
  const control = tenancy.control<unknown>()
  const underWay = new Set<Promise<void>>()
  const recordControl: Audit['recordControl'] = async (event) => {
    await control.run(async (tx) => tx.atCommit(insertControlEvents([event])))
  }
  // Nobody waits for these: a database that does not answer must not keep refusals from being given.
  const inBackground = (writing: Promise<void>) => {
    const ended = writing
      .catch((err: unknown) => logger.error({ err }, 'a refused request could not be written down'))
      .finally(() => underWay.delete(ended))
    underWay.add(ended)
  }
  const inData = new Denials(({ tenant, event }) => inBackground(trail.record(tenant, event)))
  const inControl = new Denials(({ tenant, event }) =>
    inBackground(recordControl({ ...event, tenantId: tenant.id })),
  )
  return {
    record: trail.record,
    recordControl,
    deny: ({ place, ...denial }) => (place === 'data' ? inData : inControl).note(denial),
    close: async () => {
      inData.flush()
      inControl.flush()
      await Promise.all(underWay)
    },
  }
}
