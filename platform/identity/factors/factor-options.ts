import type { PlatformAddress } from '#platform/http/find-place.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import type { KnownDevices } from '../known-devices.ts'
import type { Counts } from '../counts.ts'
import type { SignInThrottle } from '../sign-in-throttle.ts'
import type { FactorThrottle } from './factor-throttle.ts'

export interface FactorOptions {
  address: PlatformAddress
  devices: KnownDevices
  secrets: Secrets
  /** Counts wrong passwords. */
  attempt: SignInThrottle
  counts: Counts
  /** Counts wrong codes. */
  attemptFactor: FactorThrottle
}
