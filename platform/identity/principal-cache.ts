import type { ControlDb } from '@tenantry/tenancy'
import type { IdentityTables } from './identity.tables.ts'
import { findPrincipal, type Principal } from './sessions.ts'

const most = 10_000

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
  now = () => performance.now(),
): PrincipalCache {
  const remembered = new Map<string, { principal: Promise<Principal | undefined>; until: number }>()

  const makeRoom = () => {
    const time = now()
    // Oldest first: what was remembered last is the last to go stale.
    for (const [key, { until }] of remembered) {
      if (until > time && remembered.size < most) return
      remembered.delete(key)
    }
  }

  return {
    find(token, host, tenantId) {
      const key = `${token} ${host} ${tenantId}`
      const known = remembered.get(key)
      if (known && known.until > now()) return known.principal
      remembered.delete(key)
      makeRoom()
      // Asked for all who wait, so one who goes away must not abort it.
      const principal = findPrincipal(control, token, host, tenantId)
      remembered.set(key, { principal, until: now() + rememberedMs })
      // A failure is nobody's answer but the present callers'.
      principal.catch(() => remembered.delete(key))
      return principal
    },
    forget(token) {
      for (const key of remembered.keys()) if (key.startsWith(`${token} `)) remembered.delete(key)
    },
  }
}
