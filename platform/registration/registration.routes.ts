import type { Directory } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { type PlatformAddress, tenantAddress } from '#platform/http/find-place.ts'
import { type PlatformHttp, servePlatform } from '#platform/http/serve-platform.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import type { Counts } from '#platform/identity/counts.ts'
import type { KnownDevices } from '#platform/identity/known-devices.ts'
import type { SignInThrottle } from '#platform/identity/sign-in-throttle.ts'
import { networkOf } from '#platform/identity/throttle.ts'
import * as contract from './registration.contract.ts'
import type { RegistrationTables } from './registration.tables.ts'
import { register } from './registrations.ts'
import { judgeSlug, suggestSlug } from './slugs.ts'

interface RegistrationOptions {
  address: PlatformAddress
  attempt: SignInThrottle
  counts: Counts
  devices: KnownDevices
}

/** One network asks for ten at once, then for one in five minutes. */
const ofNetwork = { name: 'registration of network', burst: 10, secondsEach: 300 }

/** How a clinic or a shop comes to the platform by itself. */
export function registrationRoutes(
  http: PlatformHttp<RegistrationTables>,
  { address, attempt, devices, counts }: RegistrationOptions,
) {
  const { directory } = http.tenancy

  servePlatform(http, contract.checkAddress, async ({ query: { slug, name } }) => ({
    problem: slug === undefined ? null : judgeSlug(directory, slug),
    suggestion: name === undefined ? null : suggestSlug(directory, name),
  }))

  servePlatform(http, contract.register, async ({ body, exchange, once, control }) => {
    const { email } = body.owner
    const asker = [[ofNetwork, networkOf(exchange.ip)]] as const
    await counts.take(asker)
    try {
      const known = devices.find(exchange.headers, email)
      const tried = () => attempt(email, exchange.ip, known)
      const asked = await register({ control, directory, attempt: tried, once }, body)
      // His first sign-in comes from here.
      exchange.setHeader('set-cookie', devices.remember(exchange.headers, email))
      return asked
    } catch (error) {
      // What made nothing costs nothing; wrong passwords are counted elsewhere.
      await counts.giveBack(asker)
      throw error
    }
  })

  servePlatform(http, contract.lookAtRegistration, async ({ body, control }) => {
    const found = await control.read((db) =>
      db
        .selectFrom('control.registrations')
        .select(['state', 'tenantId'])
        .where('tokenHash', '=', hashOfToken(body.token))
        .executeTakeFirst(),
    )
    if (!found) throw new DomainError('not_found')
    return { ...stateOf(directory, found, address) }
  })
}

/** It is done for the one who asked when this process lets him in. */
function stateOf(
  directory: Directory,
  { state, tenantId }: { state: 'asked' | 'done' | 'refused'; tenantId: string | null },
  address: PlatformAddress,
) {
  if (state !== 'done') return { state, address: null }
  const tenant = tenantId ? directory.byId(tenantId) : undefined
  if (tenant?.status !== 'active') return { state: 'asked' as const, address: null }
  return { state, address: `${tenantAddress(address, tenant)}/` }
}
