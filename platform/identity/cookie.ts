import type { IncomingHttpHeaders } from 'node:http'

// `__Host-`: only this host, only over a secure channel, for all paths. Browsers count localhost as secure.
const name = '__Host-tenantry'
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax'

const sent = new RegExp(`(?:^|;\\s*)${name}=([A-Za-z0-9_-]{43})(?:;|$)`)

/** The session token that the browser sent, if it looks like one of ours. */
export function tokenIn(headers: IncomingHttpHeaders): string | undefined {
  return headers.cookie === undefined ? undefined : sent.exec(headers.cookie)?.[1]
}

export function sessionCookie(token: string, maxAgeSeconds: number) {
  return `${name}=${token}; ${attributes}; Max-Age=${maxAgeSeconds}`
}

export const clearedCookie = `${name}=; ${attributes}; Max-Age=0`
