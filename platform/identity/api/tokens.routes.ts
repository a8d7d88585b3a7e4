import type { ControlDb, Tenant } from '@tenantry/tenancy'
import { actsAs } from '#platform/audit/entries.ts'
import { DomainError } from '#platform/http/domain-error.ts'
import { type PlatformAddress, tenantAddress } from '#platform/http/find-place.ts'
import { type Http, serveControl } from '#platform/http/serve.ts'
import { type PlatformHttp, servePlatform } from '#platform/http/serve-platform.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { originOf } from '../exchange.ts'
import type { FactorThrottle } from '../factors/factor-throttle.ts'
import { hasFactor } from '../factors/factors.ts'
import type { Holder } from '../factors/holder.ts'
import { spendRecoveryCode } from '../factors/recovery-codes.ts'
import { spendTotp } from '../factors/totp-factor.ts'
import type { IdentityTables } from '../identity.tables.ts'
import type { Shown } from '../sessions.ts'
import { authenticate } from '../sign-in.ts'
import type { SignInThrottle } from '../sign-in-throttle.ts'
import { accessSeconds, type AccessTokens } from './access-tokens.ts'
import { endFamily, type Grant, refreshFamily, startFamily } from './token-families.ts'
import * as contract from './tokens.contract.ts'

interface TokenOptions {
  address: PlatformAddress
  secrets: Secrets
  attempt: SignInThrottle
  attemptFactor: FactorThrottle
  tokens: AccessTokens
}

/** How programs sign in for people, and stay so. They get no cookie and need none. */
export function tokenRoutes<Tables>(http: Http<Tables>, options: TokenOptions) {
  const { address, attempt, tokens } = options

  serveControl(http, contract.createTokens, async ({ control, tenant, body, exchange, signal }) => {
    const tried = await attempt(body.email, exchange.ip)
    const { account, member } = await authenticate(control, tenant.id, body, signal)
    const shown = await showFactor(control, options, account.id, body.code)
    await tried.succeeded()
    const origin = { ...originOf(exchange), shown }
    const grant = await control.run((tx) => {
      actsAs(tx, { accountId: account.id, name: account.name, roles: member.roles })
      return startFamily(tx, { tenantId: tenant.id, accountId: account.id, origin })
    })
    return pairOf(tenant, grant)
  })

  serveControl(http, contract.refreshTokens, async ({ control, tenant, body }) =>
    pairOf(tenant, await refreshFamily(control, tenant.id, body.refreshToken)),
  )

  serveControl(http, contract.revokeTokens, ({ control, tenant, body }) =>
    control.run((tx) => endFamily(tx, tenant.id, body.refreshToken)),
  )

  async function pairOf(tenant: Tenant, { familyId, accountId, roles, refreshToken }: Grant) {
    const claims = { accountId, tenantId: tenant.id, familyId }
    const accessToken = await tokens.sign(claims, roles, tenantAddress(address, tenant))
    return { accessToken, tokenType: 'Bearer' as const, expiresIn: accessSeconds, refreshToken }
  }
}

/** With what a program can look into its token: the same for all tenants of a deployment. */
export function publicKeyRoutes(http: PlatformHttp, { publicKey }: Pick<AccessTokens, 'publicKey'>) {
  servePlatform(http, contract.listPublicKeys, async () => ({ keys: [publicKey] }))
}

/** A password alone opens nothing where there is a second factor: by this door as by the other. */
async function showFactor(
  control: ControlDb<IdentityTables>,
  { secrets, attemptFactor }: TokenOptions,
  accountId: string,
  code: string | undefined,
): Promise<Shown> {
  const holder: Holder = { kind: 'account', id: accountId }
  if (!(await control.read((db) => hasFactor(db, holder)))) return 'password'
  if (code === undefined) throw new DomainError('second_factor_required', { field: 'code' })
  const tried = await attemptFactor(holder)
  const right = await control.run(
    async (tx) => (await spendTotp(tx, secrets, holder, code)) || (await spendRecoveryCode(tx, holder, code)),
  )
  if (!right) throw new DomainError('wrong_code', { field: 'code' })
  await tried.succeeded()
  return 'both'
}
