import { randomUUID } from 'node:crypto'
import type { Tenancy } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { createClient } from 'redis'
import { controlPlace, type Place } from './announcer.ts'
import { eventsSignal } from './outbox.ts'

/** Word between processes that something has happened somewhere. A hint only: what happened is read from the outboxes. */
export interface EventLine {
  /** Told of each place where something has happened, here or in another process. Returns how to stop listening. */
  onNews(listener: (place: Place) => void): () => void
  close(): Promise<void>
}

/** Takes words to other processes. Lost, they cost time only: whoever watches looks by himself now and then. */
interface Carrier {
  send(words: string): Promise<void>
  close(): Promise<void>
}

/** What carries, and whom it tells of what it hears. */
export type Carrying = (hear: (words: string) => void) => Promise<Carrier>

const channel = 'tenantry_events'
const placesPerMessage = 150

/** For a process that is alone. */
export function openLocalLine(tenancy: Tenancy): EventLine {
  const listeners = new Set<(place: Place) => void>()
  const stopListening = tenancy.onSignal(eventsSignal, {
    committed: (tenant) => {
      for (const listener of listeners) listener(tenant?.id ?? controlPlace)
    },
  })
  return {
    onNews: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => stopListening(),
  }
}

/** Every process that posts events has one; it says what has happened here, and hears of it elsewhere. */
export async function openEventLine(
  tenancy: Tenancy,
  carrying: Carrying,
  onError: (error: unknown) => void,
): Promise<EventLine> {
  const local = openLocalLine(tenancy)
  const listeners = new Set<(place: Place) => void>()
  /** Who is speaking: a process needs not be told what it has said itself. */
  const self = randomUUID()
  const carrier = await carrying((words) => {
    const [speaker, ...places] = words.split(',')
    if (speaker === self) return
    for (const place of places) for (const listener of listeners) listener(place)
  })

  const fresh = new Set<Place>()
  let sending: Promise<void> | undefined
  const send = async () => {
    // One message at a time: what comes meanwhile travels together in the next.
    while (fresh.size > 0) {
      const places = [...fresh].slice(0, placesPerMessage)
      for (const place of places) fresh.delete(place)
      await carrier.send([self, ...places].join(','))
    }
  }
  local.onNews((place) => {
    for (const listener of listeners) listener(place)
    fresh.add(place)
    sending ??= send()
      .catch(onError)
      .finally(() => {
        sending = undefined
      })
  })
  return {
    onNews: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: async () => {
      await local.close()
      await sending
      await carrier.close()
    },
  }
}

/** Notifications of the control database: nothing more is needed, and some thousand a second are carried. */
export function byPostgres(tenancy: Tenancy): Carrying {
  return async (hear) => {
    await tenancy.listen(channel, hear)
    const control = tenancy.control<unknown>()
    return {
      send: async (words) => {
        await control.run((tx) => tx.raw(sql`select pg_notify(${channel}, ${words})`).execute())
      },
      close: async () => {},
    }
  }
}

/** How long to wait for Redis at the start; after that it is gone on without, and it comes when it comes. */
const redisPatienceMs = 5_000

/** Redis or Valkey: where very many processes write. */
export function byRedis(url: string, onError: (error: unknown) => void): Carrying {
  return async (hear) => {
    const speaking = createClient({ url, disableOfflineQueue: true })
    const hearing = createClient({ url })
    for (const client of [speaking, hearing]) client.on('error', onError)
    const ready = Promise.all([
      speaking.connect(),
      hearing.connect().then(() => hearing.subscribe(channel, hear)),
    ]).catch(onError)
    await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, redisPatienceMs).unref())])
    return {
      send: async (words) => {
        await speaking.publish(channel, words)
      },
      close: async () => {
        for (const client of [speaking, hearing]) client.destroy()
      },
    }
  }
}
