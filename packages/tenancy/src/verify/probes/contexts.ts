import type { Placement, Tenant } from '../../tenant.ts'
import { fenceKey, signContext } from '../../token.ts'

/** A way to ask for rows, and how the fence must answer to it. */
export interface ProbeContext {
  name: string
  /** Under which the statement runs; undefined: none is set. */
  token: string | undefined
  /** The tenant whose rows are asked for. */
  target: Tenant
  /** The SQLSTATE with which every verb must be refused; undefined: the verb decides. */
  refusedWith: string | undefined
  reason: string
}

interface Given {
  masterKey: Buffer
  /** Where the probes run, and a database from which a token is carried over. */
  here: Placement
  elsewhere: Placement
  own: Tenant
  foreign: Tenant
  /** The database's clock, in seconds. */
  now: number
}

export function contextsOf({ masterKey, here, elsewhere, own, foreign, now }: Given): ProbeContext[] {
  const sign = (placement: Placement, tenant: Tenant, expiry = Math.floor(now) + 300) =>
    signContext(fenceKey(masterKey, placement.databaseId, placement.keyId), placement, tenant.id, expiry)
  return [
    {
      name: 'own',
      token: sign(here, own),
      target: own,
      refusedWith: undefined,
      reason: 'A fence that shows a tenant nothing of its own proves nothing by what else it hides.',
    },
    {
      name: 'foreign',
      token: sign(here, own),
      target: foreign,
      refusedWith: undefined,
      reason: 'One tenant’s context must never reach another tenant’s row, not even by its id.',
    },
    {
      name: 'forged',
      token: sign(here, own).replace(own.id, foreign.id),
      target: foreign,
      refusedWith: 'TF004',
      reason: 'A context that was written and not signed must be refused.',
    },
    {
      name: 'expired',
      token: sign(here, foreign, Math.floor(now) - 60),
      target: foreign,
      refusedWith: 'TF005',
      reason: 'A context that leaked must be worthless soon.',
    },
    {
      name: 'replayed',
      token: sign(elsewhere, foreign),
      target: foreign,
      refusedWith: 'TF003',
      reason: 'A context of one database must be worthless in another.',
    },
    {
      name: 'none',
      token: undefined,
      target: foreign,
      refusedWith: 'TF001',
      reason: 'No context is an error, never an answer.',
    },
    {
      name: 'plain',
      token: foreign.id,
      target: foreign,
      refusedWith: 'TF002',
      reason: 'Injected SQL can set any setting: a tenant’s bare id must open nothing.',
    },
  ]
}
