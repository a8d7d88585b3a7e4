import type { Tenancy } from '@tenantry/tenancy'
import type { FastifyBaseLogger } from 'fastify'
import type { ProblemCode } from '#contract/problems.ts'
import type { AnyRoute } from '#contract/route.ts'
import { type Denial, Denials } from './denials.ts'
import { type AuditEvent, insertControlEvents } from './events.ts'
import { openReadTrail, type ReadTrail } from './read-trail.ts'

/** The audit of a process that answers requests without a handle of tenants' rows, as the operators' console. */
export interface ControlAudit {
  /** Writes an event of no transaction into the control database. */
  recordControl(event: AuditEvent & { tenantId: string | null }): Promise<void>
  /** Remembers that a request was refused; written soon, and counted where it repeats itself. */
  deny(denial: Denial): void
  close(): Promise<void>
}

/** The audit of a process that serves tenants. */
export interface Audit extends ReadTrail, Omit<ControlAudit, 'deny'> {
  deny(denial: Denial & { place: 'data' | 'control' }): void
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

/** Opens the audit of the control database alone. `close` waits for what is being written. */
export function openControlAudit(tenancy: Pick<Tenancy, 'control'>, logger: FastifyBaseLogger): ControlAudit {
  const control = tenancy.control<unknown>()
  const background = inBackground(logger)
  const recordControl: ControlAudit['recordControl'] = async (event) => {
    await control.run(async (tx) => tx.atCommit(insertControlEvents([event])))
  }
  const denials = new Denials(({ tenant, event }) =>
    background.add(recordControl({ ...event, tenantId: tenant?.id ?? null })),
  )
  return {
    recordControl,
    deny: (denial) => denials.note(denial),
    close: async () => {
      denials.flush()
      await background.ended()
    },
  }
}

/** Opens the audit for a process that serves tenants. `close` waits for what is being written. */
export function openAudit(tenancy: Tenancy, logger: FastifyBaseLogger): Audit {
  const trail = openReadTrail(tenancy)
  const inControl = openControlAudit(tenancy, logger)
  const background = inBackground(logger)
  const inData = new Denials(({ tenant, event }) => {
    if (tenant) background.add(trail.record(tenant, event))
  })
  return {
    ...trail,
    recordControl: inControl.recordControl,
    deny: ({ place, ...denial }) => (place === 'data' ? inData.note(denial) : inControl.deny(denial)),
    close: async () => {
      inData.flush()
      await Promise.all([inControl.close(), background.ended()])
    },
  }
}

/** Nobody waits for these: a database that does not answer must not keep refusals from being given. */
function inBackground(logger: FastifyBaseLogger) {
  const underWay = new Set<Promise<void>>()
  return {
    add: (writing: Promise<void>) => {
      const ended = writing
        .catch((err: unknown) => logger.error({ err }, 'a refused request could not be written down'))
        .finally(() => underWay.delete(ended))
      underWay.add(ended)
    },
    ended: () => Promise.all(underWay),
  }
}
