import { TenancyError } from './errors.ts'

/** What somebody says of a tenant that is to be made. */
export interface NewTenant {
  /** 2 to 40 of a-z, 0-9 and single hyphens inside. Its address, for good. */
  slug: string
  app: string
  name: string
  plan: string
  placement: 'pool' | 'silo'
  /** The server its rows are to be on. Default `main`, the control database's. */
  server?: string
  /** BCP 47. Default `en-IN`. */
  locale?: string
  /** ISO 4217. Default `INR`. */
  currency?: string
  /** IANA. Default `Asia/Kolkata`. */
  timeZone?: string
  /** `#rrggbb`. */
  accent?: string
  demo?: boolean
  /** For the product's own steps, as JSON. Kept until the tenant is active: no secrets. */
  details?: Record<string, unknown>
}

/** Words that are or may become addresses of the platform's own. */
const reserved = new Set(
  'admin api app assets auth billing clinic console docs healthz help login mail owner readyz register root security settings sign-in signin static status store support system tenantry test web www'.split(
    ' ',
  ),
)

/** Throws `invalid_tenant`, with what is wrong, where an address, a name or a region is none. */
export function assertSound({ slug, name, currency, timeZone, locale, accent }: NewTenant): void {
  const refuse = (message: string): never => {
    throw new TenancyError('invalid_tenant', message)
  }
  if (!/^[a-z0-9](-?[a-z0-9]){1,39}$/.test(slug) || slug.startsWith('xn-')) {
    refuse(`the slug "${slug}" must be 2 to 40 small letters, digits and single hyphens`)
  }
  if (reserved.has(slug)) refuse(`the slug "${slug}" is reserved`)
  if (name.trim() === '' || name.length > 120) refuse('the name must have 1 to 120 characters')
  if (accent && !/^#[0-9a-f]{6}$/i.test(accent)) refuse(`the accent "${accent}" is not of the form #rrggbb`)
  try {
    new Intl.NumberFormat(locale, { style: 'currency', currency: currency ?? 'INR' })
    new Intl.DateTimeFormat(locale, { timeZone })
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error))
  }
}
