import { randomBytes } from 'node:crypto'
import type { ControlDb } from '@tenantry/tenancy'
import { type ColumnType, sql } from 'kysely'
import { DomainError } from '#platform/http/domain-error.ts'
import type { Secrets } from './secrets.ts'

/** What keys of tenants keep in the control database. */
interface TenantKeyTables {
  'control.tenant_keys': {
    tenantId: string
    generation: number
    sealedKey: Buffer | null
    createdAt: ColumnType<string, never, never>
    destroyedAt: ColumnType<string | null, never, unknown>
  }
}

/** A key of a tenant, and which of its keys it is. */
interface TenantKey {
  generation: number
  /** 32 bytes. */
  key: Buffer
}

/** The keys that tenants' files and backups are encrypted with. */
export interface TenantKeys {
  /** The one for what is new; a tenant's first is made when it is asked for. */
  current(tenantId: string): Promise<TenantKey>
  /** The one that something was sealed with; throws `KeyDestroyed` where nobody can open it any more. */
  open(tenantId: string, generation: number): Promise<Buffer>
  /** Makes a new one, and says which. What older ones sealed they open until it is sealed anew. */
  rotate(tenantId: string): Promise<number>
  /** Destroys all of them: what they sealed is unreadable from then on, wherever it lies. Says how many there were. */
  destroy(tenantId: string): Promise<number>
}

/** What this key sealed is lost on purpose. */
export class KeyDestroyed extends DomainError {
  constructor() {
    super('file_destroyed')
  }
}

/**
 * Reads keys from the control database each time: a key that was destroyed opens nothing from then on, in no process. That
 * costs a millisecond beside the reading of a file.
 */
export function makeTenantKeys(control: ControlDb<TenantKeyTables>, secrets: Secrets): TenantKeys {
  const newest = async (tenantId: string) => {
    const [row] = await control.read((db) =>
      db
        .selectFrom('control.tenant_keys')
        .select(['generation', 'sealedKey'])
        .where('tenantId', '=', tenantId)
        .orderBy('generation', 'desc')
        .limit(1)
        .execute(),
    )
    return row
  }
  // Of two at once the first stays; the other reads it.
  const insert = (tenantId: string, generation: number) => {
    const sealedKey = secrets.seal(placeOf(tenantId, generation), randomBytes(32))
    return control.run((tx) =>
      tx
        .insertInto('control.tenant_keys')
        .values({ tenantId, generation, sealedKey })
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    )
  }
  const unseal = (tenantId: string, generation: number, sealedKey: Buffer | null | undefined) => {
    if (!sealedKey) throw new KeyDestroyed()
    return secrets.open(placeOf(tenantId, generation), sealedKey)
  }
  const current = async (tenantId: string): Promise<TenantKey> => {
    const row = await newest(tenantId)
    if (row) {
      return { generation: row.generation, key: unseal(tenantId, row.generation, row.sealedKey) }
    }
    await insert(tenantId, 1)
    return current(tenantId)
  }

  return {
    current,
    open: async (tenantId, generation) => {
      const row = await control.read((db) =>
        db
          .selectFrom('control.tenant_keys')
          .select('sealedKey')
          .where('tenantId', '=', tenantId)
          .where('generation', '=', generation)
          .executeTakeFirst(),
      )
      return unseal(tenantId, generation, row?.sealedKey)
    },
    rotate: async (tenantId) => {
      const { generation } = await current(tenantId)
      await insert(tenantId, generation + 1)
      return generation + 1
    },
    destroy: async (tenantId) => {
      const destroyed = await control.run((tx) =>
        tx
          .updateTable('control.tenant_keys')
          .set({ sealedKey: null, destroyedAt: sql`now()` })
          .where('tenantId', '=', tenantId)
          .where('destroyedAt', 'is', null)
          .returning('generation')
          .execute(),
      )
      return destroyed.length
    },
  }
}

function placeOf(tenantId: string, generation: number) {
  return { table: 'control.tenant_keys', column: 'sealed_key', rowId: `${tenantId} ${generation}` }
}
