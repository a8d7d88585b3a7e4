import type { PlatformAddress } from '#platform/http/find-place.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import type { SignInThrottle } from '../sign-in-throttle.ts'
import type { FactorThrottle } from './factor-throttle.ts'

export interface FactorOptions {
  address: PlatformAddress
  secrets: Secrets
  /** Counts wrong passwords. */
  attempt: SignInThrottle
  /** Counts wrong codes. */
  attemptFactor: FactorThrottle
}
