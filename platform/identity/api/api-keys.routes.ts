import { DomainError } from '#platform/http/domain-error.ts'
import { type Http, serveControl } from '#platform/http/serve.ts'
import { makePermissionsOf } from '#platform/members/roles.ts'
import { confirmPassword } from '../confirm-password.ts'
import type { Member } from '../principals.ts'
import type { SignInThrottle } from '../sign-in-throttle.ts'
import * as contract from './api-keys.contract.ts'
import { listApiKeys, makeApiKey, revokeApiKey, scopesFor } from './api-keys.ts'

/** The keys with which programs come into a tenant. */
export function apiKeyRoutes<Tables>(http: Http<Tables>, { attempt }: { attempt: SignInThrottle }) {
  const permissionsOf = makePermissionsOf(http.roles)

  serveControl(http, contract.listApiKeys, async ({ control, tenant, member }) => ({
    items: await control.read((db) => listApiKeys(db, tenant.id)),
    scopes: scopesFor(permissionsOf(signedIn(member).member.roles)),
  }))

  serveControl(http, contract.makeApiKey, async ({ control, once, tenant, member, body, exchange }) => {
    const { member: maker } = signedIn(member)
    const { password, ...key } = body
    await confirmPassword(control, member, password, attempt, exchange.ip)
    const permissions = permissionsOf(maker.roles)
    return control.run((tx) =>
      once(tx, () => makeApiKey(tx, { tenantId: tenant.id, memberId: maker.id, permissions }, key)),
    )
  })

  serveControl(http, contract.revokeApiKey, ({ control, tenant, params }) =>
    control.run((tx) => revokeApiKey(tx, tenant.id, params.apiKeyId)),
  )
}

function signedIn(member: Member | null) {
  if (!member) throw new DomainError('not_signed_in')
  return member
}
