import type { Actor, AnyControlTx, AnyTenantTx } from '@tenantry/tenancy'
import { type Difference, differencesOf } from './differences.ts'
import { type About, type AuditEvent, type Author, recordEvent } from './events.ts'

/** What one act will be remembered as; open until its transaction commits. */
export interface Entry {
  author: Author
  action: string
  /** As far as the address says what it is about; `changed` may say more. */
  about: About
  detail: Record<string, unknown>
  /** Whom the answer shows. */
  patients?: readonly string[]
  changes: Change[]
  left: number
}

interface Change {
  entity: string
  id: string | null
  fields: Record<string, Difference>
}

/** What has become of one thing. Without `before` it is new, without `after` it is gone. */
interface Changed {
  entity: string
  id: string | null
  patientId?: string
  before?: object
  after?: object
  /** More that the reader of the audit should know. Never a secret. */
  detail?: Record<string, unknown>
}

interface Person {
  /** Default a member; the console's people are operators. */
  kind?: 'member' | 'operator'
  accountId: string
  name?: string
  roles?: readonly string[]
  sessionId?: string
}

type AnyTx = AnyTenantTx | AnyControlTx

/** One act may change many things; the first of them are listed, the others counted. */
const mostChanges = 50

// The handle of a transaction is the one thing that a route and the functions it calls have in common.
const open = new WeakMap<AnyTx, Entry>()

/** Makes an entry that is not yet of any transaction. */
export function newEntry(author: Author, action: string, about: About): Entry {
  return { author, action, about, detail: {}, changes: [], left: 0 }
}

/** Opens the entry of a transaction: what `changed` says in it is kept there. */
export function openEntry(tx: AnyTx, entry: Entry): void {
  open.set(tx, entry)
}

/**
 * Says what this transaction has changed, for the audit: fields with old and new value. The event itself is written by
 * the route, the job or the command; this only adds to it.
 *
 * ```ts
 * changed(tx, { entity: 'patient', id, patientId: id, before, after })
 * ```
 */
export function changed(tx: AnyTx, { entity, id, patientId, before, after, detail }: Changed): void {
  const entry = open.get(tx)
  // Work of many rows, as an import, opens none and says how many there were.
  if (!entry) return
  if (entry.changes.length === 0)
    entry.about = { entity, entityId: id, patientId: patientId ?? entry.about.patientId }
  Object.assign(entry.detail, detail)
  const fields = differencesOf(before ?? null, after ?? null)
  if (entry.changes.length < mostChanges) entry.changes.push({ entity, id, fields })
  else entry.left++
}

/** Says who acts, where the request itself does not: somebody who is only just signing in, or joining. */
export function actsAs(tx: AnyTx, person: Person): void {
  const entry = open.get(tx)
  if (!entry) return
  const { kind = 'member', accountId: id, name = null, roles = [] } = person
  const { sessionId = entry.author.sessionId } = person
  entry.author = { ...entry.author, kind, id, name, roles, sessionId }
}

/** Did a visitor, whom nobody knows, leave everything as it was? Then there is nothing to remember. */
export function isNobodysNothing({ author, changes }: Entry): boolean {
  return author.kind === 'visitor' && changes.length === 0
}

/** The event that an entry has become. */
export function eventOf({ author, action, about, detail, patients, changes, left }: Entry): AuditEvent {
  return {
    author,
    action,
    ...about,
    outcome: 'success',
    ...(patients && { patients }),
    detail: {
      ...detail,
      ...(changes.length > 0 && { changes }),
      ...(left > 0 && { furtherChanges: left }),
    },
  }
}

/** Whoever a handle says that acts, for work that no request asks for. */
export function authorOf(actor: Actor): Author {
  const nowhere = { roles: [], sessionId: null, ip: null }
  if (actor.kind === 'system') {
    return { ...nowhere, kind: 'system', id: actor.name, name: actor.name, requestId: null }
  }
  const { kind, accountId, requestId } = actor
  return { ...nowhere, kind, id: accountId, name: null, requestId }
}

/** Writes down an act of no request with the commit of its transaction: one event, however many rows it changes. */
export function recordAct(
  tx: AnyTenantTx,
  act: About & { action: string; detail?: Record<string, unknown> },
): Promise<void> {
  const { action, detail = {}, ...about } = act
  return recordEvent(tx, { author: authorOf(tx.actor), action, ...about, outcome: 'success', detail })
}
