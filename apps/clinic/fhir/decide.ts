import { newId, type TenantTx } from '@tenantry/tenancy'
import type { ImportTables } from './fhir.tables.ts'
import { findOlderHashes, hasSeenBundle, type KnownResource } from './known-resources.ts'
import { type Incoming, identityOf } from './prepare.ts'

type Tx = TenantTx<ImportTables>

/** What is to be done with a resource. */
export interface Decision {
  incoming: Incoming
  id: string
  fate: 'created' | 'updated' | 'unchanged'
  version: number
  /** What was there before this unit came; null where it brings the resource for the first time. */
  before: KnownResource | null
  /** A later entry of the same unit replaces it: only its text is kept, as an older version. */
  replaced: boolean
}

interface State {
  id: string
  version: number
  hash: string
  before: KnownResource | null
}

/**
 * Decides by identity and content: what is not known is created, the same content changes nothing, other content is a
 * new version. Two kinds of content are old news though they differ from the newest version, if they equal an older
 * one: resources that are carried along in many bundles (practitioners, organisations), and everything in a bundle that
 * was imported before. Otherwise a second run over the same files would turn versions back and forth.
 */
export async function decide(
  tx: Tx,
  incoming: readonly Incoming[],
  known: readonly KnownResource[],
  bundleHash: string,
): Promise<Decision[]> {
  const states = new Map<string, State>(
    known.map((each) => [
      `${each.resourceType}/${each.resourceId}`,
      { id: each.id, version: each.version, hash: each.contentHash, before: each },
    ]),
  )
  const differing = incoming.filter((each) => {
    const state = states.get(identityOf(each))
    return state !== undefined && state.hash !== each.hash && state.version > 1
  })
  const older = await findOlderHashes(
    tx,
    differing.map((each) => states.get(identityOf(each))!.id),
  )
  const isRepeated = older.size > 0 && (await hasSeenBundle(tx, bundleHash))
  const isOldNews = (each: Incoming, { id }: State) =>
    older.has(`${id} ${each.hash}`) && (isRepeated || isCarriedAlong(each))

  const latest = new Map<string, Decision>()
  return incoming.map((each) => {
    const identity = identityOf(each)
    const state = states.get(identity)
    if (state && (state.hash === each.hash || isOldNews(each, state))) {
      const { id, version, before } = state
      return { incoming: each, id, version, before, fate: 'unchanged', replaced: false }
    }
    const next = {
      id: state?.id ?? newId(),
      version: (state?.version ?? 0) + 1,
      hash: each.hash,
      before: state?.before ?? null,
    }
    states.set(identity, next)
    const decision: Decision = {
      incoming: each,
      id: next.id,
      version: next.version,
      before: next.before,
      fate: state ? 'updated' : 'created',
      replaced: false,
    }
    const earlier = latest.get(identity)
    if (earlier) earlier.replaced = true
    latest.set(identity, decision)
    return decision
  })
}

/** Belongs to no chart: bundles bring it along to be complete, as it was when they were written. */
function isCarriedAlong({ type, links }: Incoming): boolean {
  return type !== 'Patient' && links.patient === null
}
