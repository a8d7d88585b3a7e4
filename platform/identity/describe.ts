import type { Directory, Tenant } from '@tenantry/tenancy'
import type { Static } from 'typebox'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import type { Session, TenantInfo } from './identity.contract.ts'
import { logoUrlOf } from '#platform/settings/logo-url.ts'
import type { TenantSettings } from '#platform/settings/settings.ts'
import type { Member } from './principals.ts'

export type DemoSignIn = NonNullable<Static<typeof TenantInfo>['demoSignIns']>[number]

/** What anybody may know of a tenant. */
export function describeTenant(
  tenant: Tenant,
  {
    settings,
    demoSignIns,
    passkeys,
  }: { settings: TenantSettings; demoSignIns: DemoSignIn[]; passkeys: boolean },
): Static<typeof TenantInfo> {
  const { slug } = tenant
  const { name, locale } = settings
  return {
    name,
    app: appOf(tenant),
    slug,
    branding: brandingOf(settings),
    locale,
    signInWays: ['password', passkeys ? 'passkey' : 'handover'],
    ...(tenant.demo && { demoSignIns }),
  }
}

/** What a member is told of himself and the tenant he is in. */
export function describeSession(
  tenant: Tenant,
  { account, member, limit }: Member,
  {
    settings,
    trialDaysLeft,
    ...more
  }: Pick<Static<typeof Session>, 'permissions' | 'otherTenants' | 'secondFactorWays'> & {
    settings: TenantSettings
    trialDaysLeft: number | null
  },
): Static<typeof Session> {
  const { id, no, slug, statusReason } = tenant
  // As they are now, and not as the directory had them a moment ago: whoever has just changed them reads this.
  const { name, locale, currency, timeZone, weekStart } = settings
  const status = tenant.status === 'suspended' ? 'suspended' : 'active'
  return {
    account,
    member: { id: member.id },
    roles: [...member.roles],
    limit,
    tenant: {
      id,
      no,
      name,
      app: appOf(tenant),
      slug,
      branding: brandingOf(settings),
      locale,
      currency,
      timeZone,
      weekStart,
      status,
      demo: tenant.demo,
      statusReason: status === 'suspended' ? statusReason : null,
      trialDaysLeft,
    },
    ...more,
  }
}

/** The tenants of an account beside the one it is in, in the order given, with their addresses as this host sees them. */
export function describeOthers(
  directory: Directory,
  tenantIds: readonly string[],
  here: { tenant: Tenant; host: string; address: PlatformAddress },
): Static<typeof Session>['otherTenants'] {
  const origin = here.host === here.address.platformHost ? '' : here.address.platformOrigin
  return tenantIds
    .filter((id) => id !== here.tenant.id)
    .map((id) => directory.byId(id))
    .filter((tenant): tenant is Tenant => tenant?.status === 'active' || tenant?.status === 'suspended')
    .map((tenant) => ({
      name: tenant.name,
      app: appOf(tenant),
      slug: tenant.slug,
      accent: tenant.accent,
      address: `${origin}/${tenant.app}/${tenant.slug}`,
    }))
}

function brandingOf({ accent, logo }: TenantSettings) {
  return { accent, logoUrl: logoUrlOf(logo) }
}

/** The kernel takes any word; the platform knows two apps. */
function appOf({ app, slug }: Tenant): 'clinic' | 'store' {
  if (app === 'clinic' || app === 'store') return app
  throw new Error(`The tenant ${slug} uses an app that is not here: ${app}`)
}
