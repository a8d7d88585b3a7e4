import type { AnyControlReader, Tenant } from '@tenantry/tenancy'
import { logoUrlOf } from '#platform/settings/logo-url.ts'
import { readSettings } from '#platform/settings/settings.ts'
import type { OpenLink } from './open-link.ts'

/** How a shop shows itself: kept in the control database, and so looked up apart. */
export interface ShopFace {
  accent: string | null
  logoUrl: string | null
}

export async function readFace(control: AnyControlReader, tenantId: string): Promise<ShopFace> {
  const { accent, logo } = await readSettings(control, tenantId)
  return { accent, logoUrl: logoUrlOf(logo) }
}

/** Whose page it is and of which shop: of the customer no more than he is called and where he lives. */
export function headOf({ name, locale, timeZone }: Tenant, link: OpenLink, face: ShopFace) {
  return {
    shop: { name, locale, timeZone, ...face },
    customer: {
      firstName: link.name.split(/\s+/u, 1)[0]!,
      apartments: link.apartments,
      language: link.language,
    },
    expiresAt: link.expiresAt,
  }
}

interface Entry {
  effectiveOn: string
  kind: string
  receipt: string | null
  amountMinor: number
  balanceMinor: number
  reverses: string | null
}

/** An entry as the customer sees it: what the shop wrote beside it is the shop's. */
export function lineOf({ effectiveOn, kind, receipt, amountMinor, balanceMinor, reverses }: Entry) {
  return { effectiveOn, kind: reverses ? 'reversal' : kind, receipt, amountMinor, balanceMinor }
}
