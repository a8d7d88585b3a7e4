import type { Directory, Tenant } from '@tenantry/tenancy'
import { demoSignInsOf } from '../demo/demo-sign-ins.ts'
import type { addresses } from '../addresses.ts'
import { formatTable } from './table.ts'

const shownTenants = 12

/** Where to look and how to sign in, printed when the server is ready. */
export function welcome(
  directory: Directory,
  { address, ownerOrigin }: ReturnType<typeof addresses>,
  milliseconds: number,
): string {
  const tenants = [...directory.all()].sort((one, other) => one.no - other.no)
  const urlOf = ({ app, slug }: Tenant) => `${address.platformOrigin}/${app}/${slug}/`
  const shown = tenants.slice(0, shownTenants).map((tenant) => [tenant.name, urlOf(tenant)])
  const more = tenants.length - shown.length
  const lines = [
    `Tenantry is ready after ${(milliseconds / 1000).toFixed(1)} s`,
    '',
    formatTable([['Platform', `${address.platformOrigin}/`], ['Operators', `${ownerOrigin}/`], ...shown]),
    ...(more > 0 ? [`and ${more} more: npx tenantry tenant list`] : []),
    ...(tenants.length === 0
      ? ['No tenant yet: npx tenantry tenant create <slug> --name <name> --owner <e-mail>']
      : []),
    ...signIns(tenants),
    '',
    'The first operator: npx tenantry operator create <e-mail> --name <name> --role admin',
    '',
    'Ctrl-C stops it.',
  ]
  return `\n${lines.join('\n').replaceAll(/^(?=.)/gm, '  ')}\n`
}

/** The people of the demonstration tenants; everybody else's passwords are nobody's business. */
function signIns(tenants: readonly Tenant[]): string[] {
  const people = tenants
    .map((tenant) => ({ tenant, list: demoSignInsOf(tenant) }))
    .filter(({ list }) => list.length > 0)
  if (people.length === 0) return []
  const passwords = [...new Set(people.flatMap(({ list }) => list.map(({ password }) => password)))]
  const rows = people.map(({ tenant, list }) => [tenant.name, shorten(list.map(({ email }) => email))])
  return ['', `Sign in for a look around, password "${passwords.join('" or "')}":`, formatTable(rows)]
}

/** `owner@, doctor@santkrupa.example, meera@demo.example`: each domain once. */
function shorten(emails: string[]): string {
  const domains = Map.groupBy(emails, (email) => email.slice(email.indexOf('@')))
  return [...domains]
    .map(([domain, list]) => `${list.map((email) => email.slice(0, -domain.length)).join('@, ')}${domain}`)
    .join(', ')
}
