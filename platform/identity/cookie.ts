import type { IncomingHttpHeaders } from 'node:http'

// `__Host-`: only this host, only over a secure channel, for all paths. Browsers count localhost as secure.
export const cookieAttributes = 'Path=/; Secure; HttpOnly; SameSite=Lax'

/** A cookie that carries a session's token. Members and operators have one each: ports of one host share their cookies. */
export function makeTokenCookie(name: `__Host-${string}`) {
  const sent = new RegExp(`(?:^|;\\s*)${name}=([A-Za-z0-9_-]{43})(?:;|$)`)
  return {
    /** The session token that the browser sent, if it looks like one of ours. */
    tokenIn: (headers: IncomingHttpHeaders): string | undefined =>
      headers.cookie === undefined ? undefined : sent.exec(headers.cookie)?.[1],
    set: (token: string, maxAgeSeconds: number) =>
      `${name}=${token}; ${cookieAttributes}; Max-Age=${maxAgeSeconds}`,
    cleared: `${name}=; ${cookieAttributes}; Max-Age=0`,
  }
}

export const { tokenIn, set: sessionCookie, cleared: clearedCookie } = makeTokenCookie('__Host-tenantry')
