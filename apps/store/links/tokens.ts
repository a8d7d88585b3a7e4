import { randomBytes } from 'node:crypto'
import type { Tenant } from '@tenantry/tenancy'
import { type PlatformAddress, tenantAddress } from '#platform/http/find-place.ts'

/** 256 random bits, as they stand in an address. */
export function drawToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Behind the `#`, so that no server, log or referrer ever sees the token. */
export function pageAddress(
  address: PlatformAddress,
  tenant: Tenant,
  { page, token }: { page: 'pay' | 'statement'; token: string },
): string {
  return `${tenantAddress(address, tenant)}/${page}#${token}`
}
