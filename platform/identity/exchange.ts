import { DomainError } from '#platform/http/domain-error.ts'
import { hostName } from '#platform/http/find-place.ts'
import type { Exchange } from '#platform/http/serve.ts'
import type { SessionOrigin } from './sessions.ts'
import { networkOf } from './throttle.ts'

/** The host that a session is for. */
export function hostOf({ headers }: Exchange): string {
  const host = hostName(headers.host)
  if (!host) throw new DomainError('unknown_tenant')
  return host
}

/** What a session's owner will know it by in his list. */
export function originOf({ headers, ip }: Exchange): SessionOrigin {
  return { device: headers['user-agent']?.slice(0, 200) ?? null, network: networkOf(ip) }
}
