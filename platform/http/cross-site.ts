import type { IncomingHttpHeaders } from 'node:http'
import { DomainError } from './domain-error.ts'

/**
 * Refuses what another site made the browser send. A neighbour on a subdomain is another site too: cookies with
 * SameSite=Lax reach it, so `same-site` does not suffice. Who sends neither header is no browser of today and may add
 * `Origin` himself.
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
  if (site === undefined && headers.origin === undefined) throw new DomainError('cross_site')
}

function isOwnOrigin(origin: string, host: string | undefined) {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()
}
