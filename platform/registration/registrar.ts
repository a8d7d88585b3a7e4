import { type ControlTx, type Fleet, TenancyError, type Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { requestLink } from '#platform/identity/one-time-links.ts'
import { workOneByOne } from '#platform/outbox/one-by-one.ts'
import type { RegistrationTables } from './registration.tables.ts'
import { registrationsSignal } from './registrations.ts'

interface RegistrarOptions {
  tenancy: Tenancy
  /** With `provisionSteps`: the admin's side, which the web process does not have. */
  fleet: Fleet
  onError(error: unknown): void
  /** How often to look for what other processes were asked. Default a second. */
  sweepMs?: number
}

export interface Registrar {
  close(): Promise<void>
}

const mostAttempts = 5

/**
 * Makes the tenants that were asked for, one after the other: woken by this process' own requests, and looking for those
 * of others. Killed at any point, it completes what it began when it runs again.
 */
export function startRegistrar({ tenancy, fleet, onError, sweepMs = 1_000 }: RegistrarOptions): Registrar {
  const control = tenancy.control<RegistrationTables>()

  /** Takes a request for half a minute: of several registrars one works on it, and another later if that one dies. */
  const takeNext = async () => {
    const [asked] = await control.run((tx) =>
      tx
        .raw<Asked>(
          sql`update control.registrations
                 set attempts = attempts + 1, due_at = now() + make_interval(secs => 30)
               where id = (select id from control.registrations where state = 'asked' and due_at <= now()
                            order by due_at, id limit 1 for update skip locked)
              returning id, app, slug, name, plan, placement, details, attempts`,
        )
        .execute(),
    )
    return asked
  }

  const make = async ({ id, app, slug, name, plan, placement, attempts, ...asked }: Asked) => {
    // What was there before the first attempt is somebody else's.
    if (attempts === 1 && (await fleet.find(slug))) return finish(id, 'refused')
    try {
      const details = { ...asked.details, registrationId: id }
      await fleet.provision({ app, slug, name, plan, placement, details })
      await finish(id, (await isMade(id)) ? 'done' : 'refused')
    } catch (error) {
      const hopeless = isOneOf(error, 'slug_taken', 'invalid_tenant')
      if (!hopeless && attempts >= mostAttempts) await undo(slug)
      if (hopeless || attempts >= mostAttempts) await finish(id, 'refused')
      throw error
    }
  }

  /** Nothing half-made is left of what is given up: neither its address nor its database. */
  const undo = (slug: string) =>
    fleet.abandon(slug).catch((error) => {
      if (!isOneOf(error, 'unknown_tenant', 'not_pending')) throw error
    })

  const isMade = async (id: string) => {
    const row = await control.read((db) =>
      db.selectFrom('control.registrations').select('tenantId').where('id', '=', id).executeTakeFirst(),
    )
    return row?.tenantId != null
  }

  const finish = (id: string, state: 'done' | 'refused') =>
    control.run(async (tx) => {
      await tx
        .updateTable('control.registrations')
        .set({ state, finishedAt: sql`now()` })
        .where('id', '=', id)
        .where('state', '=', 'asked')
        .execute()
      if (state === 'done') await askToVerify(tx, id)
    })

  return workOneByOne({
    doNext: async () => {
      const asked = await takeNext()
      if (asked) await make(asked).catch(onError)
      return asked !== undefined
    },
    listen: (wake) => tenancy.onSignal(registrationsSignal, { committed: wake }),
    sweepMs,
    onError,
  })
}

function isOneOf(error: unknown, ...codes: string[]): boolean {
  return error instanceof TenancyError && codes.includes(error.code)
}

/** The address of a new owner is asked about once there is a tenant whose page can answer. */
async function askToVerify(tx: ControlTx<RegistrationTables>, id: string) {
  const owner = await tx
    .selectFrom('control.registrations as registration')
    .innerJoin('control.accounts as account', 'account.id', 'registration.accountId')
    .select(['registration.tenantId', 'account.id as accountId', 'account.email'])
    .where('registration.id', '=', id)
    .where('account.emailVerifiedAt', 'is', null)
    .executeTakeFirst()
  if (!owner?.tenantId) return
  const { tenantId, accountId, email } = owner
  await requestLink(tx, { kind: 'verify_email', tenantId, email, accountId })
}

interface Asked {
  id: string
  app: 'clinic' | 'store'
  slug: string
  name: string
  plan: string
  placement: 'pool' | 'silo'
  details: Record<string, unknown>
  attempts: number
}
