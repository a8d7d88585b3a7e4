import type { Tenancy, Tenant } from '@tenantry/tenancy'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { makeSharedCounts } from '#platform/identity/counts.ts'
import type { DemoSignIn } from '#platform/identity/describe.ts'
import { makeFactorThrottle } from '#platform/identity/factors/factor-throttle.ts'
import { makeKnownDevices } from '#platform/identity/known-devices.ts'
import { makeLinkThrottle } from '#platform/identity/link-throttle.ts'
import { makeSignInThrottle } from '#platform/identity/sign-in-throttle.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'

interface WaysInGiven {
  tenancy: Tenancy
  address: PlatformAddress
  secrets: Secrets
  demoSignIns(tenant: Tenant): DemoSignIn[]
}

/** What all ways in share, whichever app they lead to: tries are counted together. */
export function makeWaysIn({ tenancy, address, secrets, demoSignIns }: WaysInGiven) {
  const counts = makeSharedCounts(tenancy.control())
  const attempt = makeSignInThrottle(counts)
  const devices = makeKnownDevices(secrets)
  return {
    counts,
    identity: { address, demoSignIns, counts, attempt, askForLink: makeLinkThrottle(counts), devices },
    factors: { address, secrets, attempt, devices, counts, attemptFactor: makeFactorThrottle(counts) },
  }
}

export type WaysIn = ReturnType<typeof makeWaysIn>
