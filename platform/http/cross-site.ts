import type { IncomingHttpHeaders } from 'node:http'
import { bearerIn } from '#platform/identity/api/bearers.ts'
import { DomainError } from './domain-error.ts'

/**
 * Refuses what another site made the browser send. A neighbour on a subdomain is another site too: cookies with
 * SameSite=Lax reach it, so `same-site` does not suffice. Who sends neither header is no browser of today: a program is
 * let by that brings its own token, or no cookie that a browser could have added for somebody else.
 */
export function refuseCrossSite(method: string, headers: IncomingHttpHeaders) {
  const site = headers['sec-fetch-site']
  if (method === 'GET' || method === 'HEAD') {
    // A link from elsewhere may lead here; a script or an image from elsewhere may not fetch here.
    const foreign = site === 'cross-site' || site === 'same-site'
    if (foreign && headers['sec-fetch-mode'] !== 'navigate') throw new DomainError('cross_site')
    return
  }
  if (site !== undefined && site !== 'same-origin') throw new DomainError('cross_site')
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host)) {
    throw new DomainError('cross_site')
  }
  const isProgram = bearerIn(headers) !== undefined || headers.cookie === undefined
  if (site === undefined && headers.origin === undefined && !isProgram) throw new DomainError('cross_site')
}

function isOwnOrigin(origin: string, host: string | undefined) {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()
}
