import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Tenant } from '@tenantry/tenancy'
import { type Anchor, anchorFile, readAnchors } from './anchors.ts'
import { sealKeyOf } from './seal-key.ts'

/** What this deployment holds an audit against. */
export interface Proof {
  key: KeyObject
  /** The heads of a tenant that are kept beside the databases. */
  anchorsOf(tenant: Pick<Tenant, 'id'>): Promise<Anchor[]>
}

export function makeProof({ masterKey, dataFolder }: { masterKey: Buffer; dataFolder: string }): Proof {
  return {
    key: createPublicKey(sealKeyOf(masterKey)),
    anchorsOf: ({ id }) => readAnchors(anchorFile(dataFolder), id),
  }
}
