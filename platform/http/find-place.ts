import type { Directory, Tenant } from '@tenantry/tenancy'

/** Where a request is, judged by its address alone: never by a header of the client's choosing, never by a session. */
export type Place =
  | { kind: 'tenant'; tenant: Tenant; base: string; path: string }
  | { kind: 'platform'; path: string }
  | { kind: 'redirect'; to: string }
  | { kind: 'unknown_tenant' }
  | { kind: 'unknown_host' }

export interface PlatformAddress {
  /** The host that serves path tenants and whose subdomains are tenants: `localhost`. */
  platformHost: string
  /** The same as a browser reaches it: `http://localhost:8080`. */
  platformOrigin: string
}

interface Asked {
  method: string
  /** The `Host` header. */
  host: string | undefined
  /** The request target as it came, not decoded. */
  url: string
}

/** Finds the tenant of a request. Reads the directory in memory; no query is made. */
export function findPlace(directory: Directory, address: PlatformAddress, asked: Asked): Place {
  const host = hostName(asked.host)
  if (!host || !asked.url.startsWith('/')) return { kind: 'unknown_host' }
  const path = pathOf(asked.url)
  if (host === address.platformHost) return placeOnPlatform(directory, path, asked)
  if (isLoopback(host) && !isHealthCheck(path)) return redirectFromLoopback(address, asked)
  if (isHealthCheck(path)) return { kind: 'platform', path }
  const suffix = `.${address.platformHost}`
  const tenant = host.endsWith(suffix)
    ? directory.bySlug(host.slice(0, -suffix.length))
    : directory.byHost(host)
  if (tenant && isOpen(tenant)) return { kind: 'tenant', tenant, base: '', path }
  return { kind: host.endsWith(suffix) ? 'unknown_tenant' : 'unknown_host' }
}

/** Where a tenant is, for links: its own domain, or its path on the platform's host. Never what a request claims. */
export function tenantAddress(
  { platformOrigin }: PlatformAddress,
  { app, slug, hosts }: Pick<Tenant, 'app' | 'slug' | 'hosts'>,
): string {
  return hosts[0] ? `https://${hosts[0]}` : `${platformOrigin}/${app}/${slug}`
}

/** The host without its port, lower case. */
export function hostName(host: string | undefined) {
  return host?.toLowerCase().replace(/:\d{1,5}$/, '')
}

/** Pending tenants are not there yet, closed ones no longer. */
function isOpen(tenant: Tenant) {
  return tenant.status === 'active' || tenant.status === 'suspended'
}

const tenantPath = /^\/([a-z]+)\/([^/]+)(\/.*)?$/

function placeOnPlatform(directory: Directory, path: string, asked: Asked): Place {
  const slug = path === '/' ? new URLSearchParams(asked.url.slice(1)).get('tenant') : null
  if (slug !== null) return redirectToPath(directory, slug)
  const [, app, name, rest] = tenantPath.exec(path) ?? []
  if (!app || !name || !isAppWord(app)) return { kind: 'platform', path }
  const tenant = directory.bySlug(name)
  if (!tenant || tenant.app !== app || !isOpen(tenant)) return { kind: 'unknown_tenant' }
  return { kind: 'tenant', tenant, base: `/${app}/${name}`, path: rest ?? '/' }
}

function isAppWord(word: string) {
  return word === 'clinic' || word === 'store'
}

function redirectToPath(directory: Directory, slug: string): Place {
  const tenant = directory.bySlug(slug)
  if (!tenant || !isOpen(tenant)) return { kind: 'unknown_tenant' }
  return { kind: 'redirect', to: `/${tenant.app}/${tenant.slug}/` }
}

// A passkey and a `__Host-` cookie belong to a name, so a browser that came by number is sent to the name.
function redirectFromLoopback(address: PlatformAddress, asked: Asked): Place {
  if (asked.method !== 'GET' && asked.method !== 'HEAD') return { kind: 'unknown_host' }
  return { kind: 'redirect', to: address.platformOrigin + asked.url }
}

export function isLoopback(host: string) {
  return host === '127.0.0.1' || host === '[::1]'
}

/** What a balancer asks, by whichever name it knows the machine. */
export function isHealthCheck(path: string) {
  return path === '/healthz' || path === '/readyz'
}

/** The path of a request target, as it came. */
export function pathOf(url: string) {
  const end = url.search(/[?#]/)
  return end < 0 ? url : url.slice(0, end)
}
