import type { Directory } from '@tenantry/tenancy'

/** Why an address can't be had; null where it can. */
type SlugProblem = 'malformed' | 'reserved' | 'taken' | 'look_alike' | null

// Words that an address of the platform has, or that would pass for the platform itself.
const reserved = new Set(
  `account accounts admin administrator api app apps assets auth billing blog cdn clinic clinics console contact demo
   docs domain download email example files ftp health healthz help host http https info invite invoice join legal
   localhost login logout mail mailer media ns1 ns2 operator operators owner owners pay payment payments platform
   portal postmaster privacy public readyz register registration reset root sales secure security session sessions
   settings shop shops sign-in sign-out sign-up signin signout signup smtp staff static status store stores support
   system team tenant tenantry tenants terms test trust uploads user users verify webmaster www`.split(/\s+/),
)

/** Judges an address that somebody would like to have. */
export function judgeSlug(directory: Pick<Directory, 'bySlug' | 'all'>, slug: string): SlugProblem {
  if (!/^[a-z0-9](-?[a-z0-9]){2,39}$/.test(slug) || slug.startsWith('xn-')) return 'malformed'
  if (reserved.has(slug)) return 'reserved'
  if (directory.bySlug(slug)) return 'taken'
  const look = lookOf(slug)
  if (reservedLooks.has(look)) return 'look_alike'
  return directory.all().some((tenant) => lookOf(tenant.slug) === look) ? 'look_alike' : null
}

/** A free address near a name: `Santkrupa Clinic` → `santkrupa-clinic`, or with a number where that is taken. */
export function suggestSlug(directory: Pick<Directory, 'bySlug' | 'all'>, name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^xn-/, '')
    .slice(0, 32)
    .replace(/^-+|-+$/g, '')
  const base = plain.length >= 3 ? plain : `practice-${plain}`.replace(/-$/, '')
  for (let at = 1; at < 1000; at++) {
    const slug = at === 1 ? base : `${base}-${at}`
    if (judgeSlug(directory, slug) === null) return slug
  }
  return `${base}-${Date.now() % 1_000_000}`
}

/** What remains when signs are taken for those that they look like: `c1inic-one` and `clinic-0ne` are one. */
function lookOf(slug: string) {
  return slug
    .replaceAll('-', '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('0', 'o')
    .replaceAll(/[1i]/g, 'l')
    .replaceAll('5', 's')
    .replaceAll('8', 'b')
}

const reservedLooks: ReadonlySet<string> = new Set([...reserved].map(lookOf))
