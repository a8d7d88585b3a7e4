import { createHmac, hkdfSync } from 'node:crypto'
import type { Placement } from './tenant.ts'

/** Long enough for any transaction the kernel lets run, short enough that a leaked token is soon worthless. */
const lifetimeSeconds = 300
/** A signed token is used again for this long, so that a busy tenant costs one HMAC now and then. */
const reuseSeconds = 60

/**
 * The fence key of one data database: HKDF-SHA-256 (RFC 5869) of the master key, bound to database and key number, so
 * that no database holds a key that another would accept.
 */
export function fenceKey(masterKey: Buffer, databaseId: string, keyId: number): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, databaseId, `tenantry fence ${keyId}`, 32))
}

/** The padded forms in which PostgreSQL keeps the key (RFC 2104), so that it can compute HMAC with `sha256()` alone. */
export function fenceKeyPads(key: Buffer): { inner: Buffer; outer: Buffer } {
  const padded = Buffer.concat([key], 64)
  return {
    inner: Buffer.from(padded.map((byte) => byte ^ 0x36)),
    outer: Buffer.from(padded.map((byte) => byte ^ 0x5c)),
  }
}

/** Signs `key.database.tenant.expiry`. `expiry` is in seconds of the database's clock. */
export function signContext(key: Buffer, placement: Placement, tenantId: string, expiry: number): string {
  const signed = `${placement.keyId}.${placement.databaseId}.${tenantId}.${expiry}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('hex')}`
}

/** Signs the contexts of one process, with the keys derived once and the tokens used again for a minute. */
export class ContextSigner {
  readonly #masterKey: Buffer
  readonly #keys = new Map<string, Buffer>()
  readonly #tokens = new Map<string, { token: string; staleAt: number }>()

  constructor(masterKey: Buffer) {
    if (masterKey.length !== 32) throw new Error('the master key must have 32 bytes')
    this.#masterKey = masterKey
  }

  /** `clockOffset`: seconds by which the database's clock is ahead of ours. */
  contextOf(tenantId: string, placement: Placement, clockOffset: number): string {
    const now = Date.now() / 1000 + clockOffset
    const name = `${tenantId}.${placement.databaseId}.${placement.keyId}`
    const known = this.#tokens.get(name)
    if (known && known.staleAt > now && known.staleAt <= now + reuseSeconds) return known.token
    if (this.#tokens.size >= 10_000) this.#tokens.clear()
    const token = signContext(this.#keyOf(placement), placement, tenantId, Math.floor(now + lifetimeSeconds))
    this.#tokens.set(name, { token, staleAt: now + reuseSeconds })
    return token
  }

  #keyOf({ databaseId, keyId }: Placement): Buffer {
    const name = `${databaseId}.${keyId}`
    let key = this.#keys.get(name)
    if (!key) {
      key = fenceKey(this.#masterKey, databaseId, keyId)
      this.#keys.set(name, key)
    }
    return key
  }
}
