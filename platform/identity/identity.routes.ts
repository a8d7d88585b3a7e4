import type { Tenant } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { type Http, serveControl } from '#platform/http/serve.ts'
import { readSettings } from '#platform/settings/settings.ts'
import { clearedCookie, tokenIn } from './cookie.ts'
import { type DemoSignIn, describeTenant } from './describe.ts'
import { makeDoor } from './door.ts'
import { hostOf } from './exchange.ts'
import { getSession, getTenant, signIn, signOut } from './identity.contract.ts'
import type { KnownDevices } from './known-devices.ts'
import { endSession } from './sessions.ts'
import { authenticate } from './sign-in.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

interface IdentityOptions {
  address: PlatformAddress
  attempt: SignInThrottle
  devices: KnownDevices
  /** The sign-ins that a demonstration tenant shows to everybody. */
  demoSignIns(tenant: Tenant): DemoSignIn[]
}

/** Who is there: the tenant's door, signing in and out, and what the shell needs to know. */
export function identityRoutes<Tables>(
  http: Http<Tables>,
  { address, attempt, devices, demoSignIns }: IdentityOptions,
) {
  const door = makeDoor(http, { address, devices })

  serveControl(http, getTenant, async ({ tenant, control, exchange }) =>
    describeTenant(tenant, {
      settings: await control.read((db) => readSettings(db, tenant.id)),
      demoSignIns: tenant.demo ? demoSignIns(tenant) : [],
      passkeys: hostOf(exchange) === address.platformHost,
    }),
  )

  serveControl(http, signIn, async ({ tenant, control, body, exchange, signal }) => {
    const tried = await attempt(body.email, exchange.ip, devices.find(exchange.headers, body.email))
    const person = await authenticate(control, tenant.id, body, signal)
    await tried.succeeded()
    return door.enter(control, { tenant, exchange }, { ...person, shown: 'password' })
  })

  serveControl(http, getSession, async ({ tenant, member, exchange }) => {
    if (!member) throw new DomainError('not_signed_in')
    return door.describe({ tenant, exchange }, member)
  })

  serveControl(http, signOut, async ({ control, exchange }) => {
    const token = tokenIn(exchange.headers)
    if (token) {
      await control.run((tx) => endSession(tx, token, hostOf(exchange)))
      http.principals.forget(token)
    }
    exchange.setHeader('set-cookie', clearedCookie)
  })
}
