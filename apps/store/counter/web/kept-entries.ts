import { useSyncExternalStore } from 'react'
import type { Problem } from '#contract/call.ts'
import { call } from '#web/call.ts'
import { isUnanswered } from '#web/query-client.ts'
import { addPayment, addPurchase, type Entry } from '../counter.contract.ts'

/** An entry as it was made: kept on this device before it is sent, so that it is the same one however often it is. */
export interface KeptEntry {
  /** Made here, once. The server posts one entry under it. */
  id: string
  kind: 'purchase' | 'payment'
  customerId: string
  customerName: string
  amountMinor: number
  /** The shop's own in those of earlier releases. */
  currency?: string
  effectiveOn: string
  memo?: string
  method?: 'cash' | 'upi' | 'bank'
  override?: { reason: string }
  /** There once the server has refused it while nobody was looking. */
  refusal?: { code: Problem['code']; figures?: Problem['figures'] }
}

/** Whose entries these are: another person at the same device neither sees nor sends them. */
export type EntryKeep = ReturnType<typeof keepFor>

const keeps = new Map<string, ReturnType<typeof openKeep>>()

export function keepFor(tenantId: string, accountId: string) {
  const name = `tenantry.entries.${tenantId}.${accountId}`
  const keep = keeps.get(name) ?? openKeep(name)
  keeps.set(name, keep)
  return keep
}

export function useKeptEntries(keep: EntryKeep): readonly KeptEntry[] {
  return useSyncExternalStore(keep.subscribe, keep.list)
}

function openKeep(name: string) {
  const listeners = new Set<() => void>()
  const sending = new Map<string, Promise<Entry>>()
  let read: { text: string; entries: KeptEntry[] } | undefined

  const list = (): KeptEntry[] => {
    const text = localStorage.getItem(name) ?? '[]'
    if (read?.text !== text) read = { text, entries: JSON.parse(text) as KeptEntry[] }
    return read.entries
  }
  const change = (next: (entries: KeptEntry[]) => KeptEntry[]) => {
    localStorage.setItem(name, JSON.stringify(next(list())))
    for (const listener of listeners) listener()
  }
  const drop = (id: string) => change((entries) => entries.filter((entry) => entry.id !== id))

  /** Sends an entry that is kept. It stays while there is no answer, and goes with one. */
  const send = (entry: KeptEntry): Promise<Entry> => {
    const sent = sending.get(entry.id) ?? post(entry).finally(() => sending.delete(entry.id))
    sending.set(entry.id, sent)
    return sent
  }
  return {
    list,
    drop,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      addEventListener('storage', listener)
      return () => {
        listeners.delete(listener)
        removeEventListener('storage', listener)
      }
    },
    /** Keeps an entry and sends it. Rejects with the refusal, or with what is still open: then it waits. */
    add: async (entry: KeptEntry): Promise<Entry> => {
      change((entries) => [...entries, entry])
      try {
        const answer = await send(entry)
        drop(entry.id)
        return answer
      } catch (error) {
        if (!isUnanswered(error)) drop(entry.id)
        throw error
      }
    },
    /** Sends what waits, in the order in which it was made. Says whether anything was answered. */
    sendWaiting: async (): Promise<boolean> => {
      let answered = false
      for (const entry of list().filter(({ id, refusal }) => !refusal && !sending.has(id))) {
        try {
          await send(entry)
          drop(entry.id)
        } catch (error) {
          if (isUnanswered(error)) return answered
          const { code, figures } = error as Problem // whatever is not unanswered was an answer
          const refusal = { code, ...(figures && { figures }) }
          change((entries) => entries.map((each) => (each.id === entry.id ? { ...each, refusal } : each)))
        }
        answered = true
      }
      return answered
    },
  }
}

function post({ id, kind, customerId, amountMinor, currency, effectiveOn, ...entry }: KeptEntry) {
  const { memo, method, override } = entry
  const asked = { id, amountMinor, effectiveOn, ...(currency && { currency }), ...(memo && { memo }) }
  const params = { customerId }
  return kind === 'purchase'
    ? call(addPurchase, { params, body: { ...asked, ...(override && { override }) } }, { idempotencyKey: id })
    : call(addPayment, { params, body: { ...asked, method: method ?? 'cash' } }, { idempotencyKey: id })
}
