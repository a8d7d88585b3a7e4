import type { Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { jobsSignal } from './outbox.ts'
import type { ControlOutboxTables } from './outbox.tables.ts'
import { makeMarker } from './sources.ts'

/** Where jobs are: a tenant's outbox, or the control database's. */
export type Place = string
export const controlPlace: Place = 'control'

/** The channel of the control database on which processes tell the relay where to look. Ids only. */
export const jobsChannel = 'tenantry_jobs'

/** As many ids as fit into a notification, whose limit is 8,000 bytes. */
const idsPerNotification = 200

export interface Announcer {
  /** Tells the relay, wherever it runs, to look there. */
  announce(place: Place): void
  /** Spares the notifications while `relayHere` says that this very process relays: it hears the signals itself. */
  spareWhile(relayHere: () => boolean): void
  close(): Promise<void>
}

/**
 * Lets the relay know of this process' jobs: the tenant is on record before the first job is committed, and a
 * notification follows the commit. Every process that writes has one; without it no job can be asked for.
 */
export function announceJobs(tenancy: Tenancy, onError: (error: unknown) => void): Announcer {
  const control = tenancy.control<ControlOutboxTables>()
  const mark = makeMarker(control)
  const fresh = new Set<Place>()
  let sending: Promise<void> | undefined
  let relayHere = () => false

  const send = async () => {
    // One notification at a time: what comes meanwhile travels together in the next.
    while (fresh.size > 0) {
      const places = [...fresh].slice(0, idsPerNotification)
      for (const place of places) fresh.delete(place)
      await control.run((tx) => tx.raw(sql`select pg_notify(${jobsChannel}, ${places.join(',')})`).execute())
    }
  }
  const announce = (place: Place) => {
    if (relayHere()) return
    fresh.add(place)
    // Lost, it costs time only: the relay sweeps what is on record.
    sending ??= send()
      .catch(onError)
      .finally(() => {
        sending = undefined
      })
  }
  const stopListening = tenancy.onSignal(jobsSignal, {
    announced: async (tenant) => {
      if (tenant) await mark(tenant.id)
    },
    committed: (tenant) => announce(tenant?.id ?? controlPlace),
  })
  return {
    announce,
    spareWhile: (given) => {
      relayHere = given
    },
    close: async () => {
      stopListening()
      await sending
    },
  }
}
