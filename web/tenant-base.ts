/** Where the tenant's pages live: `/clinic/santkrupa` on the platform's host, nothing on a host of its own. */
export function tenantBase(pathname: string) {
  return /^\/(?:clinic|store)\/[^/]+/.exec(pathname)?.[0] ?? ''
}
