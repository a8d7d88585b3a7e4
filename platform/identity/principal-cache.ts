import type { ControlDb } from '@tenantry/tenancy'
import type { IdentityTables } from './identity.tables.ts'
import { makeMemory } from './memory.ts'
import { findPrincipal, type Principal } from './principals.ts'

export interface PrincipalCache {
  find(token: string, host: string, tenantId: string): Promise<Principal | undefined>
  /** Ends the memory of a token at once, for whoever signs out here. */
  forget(token: string): void
}

/**
 * Looks a session up once in `rememberedMs`, however many requests it sends: a page asks for ten things at once. A
 * session that was ended elsewhere is refused within this time. The key holds the tenant and the host, so that an
 * answer for one of them is never an answer for another.
 */
export function makePrincipalCache(
  control: ControlDb<IdentityTables>,
  rememberedMs: number,
  now?: () => number,
): PrincipalCache {
  const memory = makeMemory<Principal | undefined>(rememberedMs, now)
  return {
    find(token, host, tenantId) {
      const key = `${token} ${host} ${tenantId}`
      // Asked for all who wait, so one who goes away must not abort it.
      return memory.recall(key, () => findPrincipal(control, token, host, tenantId))
    },
    forget(token) {
      memory.forget(`${token} `)
    },
  }
}
