/** One organisation, as the directory knows it. Small on purpose: every process keeps all of them in memory. */
export interface Tenant {
  readonly id: string
  /** A short number for people, used in their patient and invoice numbers. Never reused. */
  readonly no: number
  readonly slug: string
  /** Which app it runs: a word of the product, opaque to the kernel. */
  readonly app: string
  readonly name: string
  readonly status: TenantStatus
  /** Why it is suspended or closed, in words for its people. */
  readonly statusReason: string | null
  readonly plan: string
  readonly placement: Placement
  /** Verified custom domains, lower case. */
  readonly hosts: readonly string[]
  readonly locale: string
  readonly currency: string
  readonly timeZone: string
  /** Brand colour as `#rrggbb`. */
  readonly accent: string | null
  /** Made for demonstration: the only tenants with accounts whose passwords are shown. */
  readonly demo: boolean
}

export type TenantStatus = 'pending' | 'active' | 'suspended' | 'closed'

/** Where a tenant's rows are. */
export interface Placement {
  readonly kind: 'pool' | 'silo'
  /** The PostgreSQL server that holds it, by the name it is configured under. */
  readonly server: string
  readonly databaseId: string
  readonly database: string
  readonly keyId: number
  /** What its schema has reached, as JSON: compared with what this process was made for. */
  readonly schema: string
}

/** Who acts. Carried by every handle so that what is written can say by whom. */
export type Actor =
  | {
      readonly kind: 'member'
      readonly accountId: string
      readonly memberId: string
      readonly requestId: string
    }
  | { readonly kind: 'operator'; readonly accountId: string; readonly requestId: string }
  | { readonly kind: 'system'; readonly name: string }
