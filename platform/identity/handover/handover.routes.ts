import { randomBytes } from 'node:crypto'
import type { Tenant } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import type { PlatformAddress } from '#platform/http/find-place.ts'
import { type Http, serveControl } from '#platform/http/serve.ts'
import { getMemberOfAccount } from '#platform/members/members.ts'
import { makeTokenCookie, tokenIn } from '../cookie.ts'
import { type DoorOptions, makeDoor } from '../door.ts'
import { hostOf } from '../exchange.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'
import * as contract from './handover.contract.ts'
import { giveSessionCode, takeSessionCode } from './session-codes.ts'

const secretCookie = makeTokenCookie('__Host-tenantry-handover')
/** Long enough to sign in on the platform's host first. */
const secretSeconds = 900

/**
 * From the platform's host to a tenant's own: a session is an account on a host, so it does not travel. The own host keeps a
 * secret in the browser and sends it to the platform's with the hash, where whoever is signed in is given a code for it.
 */
export function handoverRoutes<Tables>(http: Http<Tables>, options: DoorOptions) {
  const { address } = options
  const door = makeDoor(http, options)

  serveControl(http, contract.beginHandover, async ({ tenant, exchange }) => {
    const host = hostOf(exchange)
    if (host === address.platformHost) throw new DomainError('conflict')
    const secret = randomBytes(32).toString('base64url')
    exchange.setHeader('set-cookie', secretCookie.set(secret, secretSeconds))
    const asked = new URLSearchParams({ host, challenge: hashOfToken(secret).toString('base64url') })
    return { address: `${address.platformOrigin}/${tenant.app}/${tenant.slug}/handover#${asked}` }
  })

  serveControl(http, contract.giveCode, async ({ control, tenant, body, exchange }) => {
    // A program's token is no session, and what it was given for is not this.
    const token = tokenIn(exchange.headers)
    if (!token || hostOf(exchange) !== address.platformHost) throw new DomainError('forbidden')
    const { host, challenge } = body
    const origin = originOfHost(address, tenant, host)
    if (!origin) throw new DomainError('invalid_input', { field: 'host' })
    const code = await control.run((tx) =>
      giveSessionCode(tx, token, { tenantId: tenant.id, host, challenge }),
    )
    return { address: `${origin}/enter#${code}` }
  })

  serveControl(http, contract.useCode, async ({ control, tenant, body: { code }, exchange }) => {
    const secret = secretCookie.tokenIn(exchange.headers)
    if (!secret) throw new DomainError('link_over')
    const host = hostOf(exchange)
    const { accountId, shown, endsAt } = await control.run((tx) =>
      takeSessionCode(tx, { code, tenantId: tenant.id, host, secret }),
    )
    const person = await control.read((db) => getMemberOfAccount(db, tenant.id, accountId))
    const session = await door.enter(control, { tenant, exchange }, { ...person, shown, endsAt })
    exchange.setHeader('set-cookie', secretCookie.cleared)
    return session
  })
}

/** How a browser reaches one of a tenant's own hosts; nothing for a host that is not its. */
function originOfHost(
  { platformHost, platformOrigin }: PlatformAddress,
  { slug, hosts }: Tenant,
  host: string,
) {
  if (hosts.includes(host)) return `https://${host}`
  if (host === `${slug}.${platformHost}`) return platformOrigin.replace('//', `//${slug}.`)
  return undefined
}
