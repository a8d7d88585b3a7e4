import { DomainError } from '#platform/http/domain-error.ts'
import type { Exchange } from '#platform/http/serve.ts'
import { originOf } from '#platform/identity/exchange.ts'
import type { FactorThrottle } from '#platform/identity/factors/factor-throttle.ts'
import { listFactors } from '#platform/identity/factors/factors.ts'
import { drawQr } from '#platform/qr-path.ts'
import { countRecoveryCodes, replaceRecoveryCodes } from '#platform/identity/factors/recovery-codes.ts'
import { describeTotp } from '#platform/identity/factors/totp.ts'
import type { Secrets } from '#platform/secrets/secrets.ts'
import { operatorCookie, type OwnerHttp, serveOwner, signedIn } from '../http/owner-http.ts'
import type { PasswordConfirmation } from './confirm-password.ts'
import { describeOperatorSession } from './describe-session.ts'
import * as contract from './factor.contract.ts'
import { findOperator, longestSeconds } from './operator-sessions.ts'
import { beginApp, confirmApp, holderOf, showFactor } from './second-factor.ts'

interface FactorOptions {
  secrets: Secrets
  attempt: FactorThrottle
  confirmPassword: PasswordConfirmation
}

/** An operator's second factor: enrolling it, showing it, and codes for the day when it is lost. */
export function factorRoutes(http: OwnerHttp, { secrets, attempt, confirmPassword }: FactorOptions) {
  serveOwner(http, contract.showFactor, async ({ control, body, exchange, ...request }) => {
    const operator = signedIn(request)
    const tried = await attempt(holderOf(operator.id))
    const token = await showFactor(control, secrets, { operator, ...body, origin: originOf(exchange) })
    if (!token) throw new DomainError('wrong_code', { field: 'code' })
    await tried.succeeded()
    return goOnWith(token, exchange)
  })

  serveOwner(http, contract.beginApp, async ({ control, body, exchange, ...request }) => {
    const operator = signedIn(request)
    if (operator.proven) await confirmPassword(operator, body.password, exchange.ip)
    const { id, secret } = await beginApp(control, secrets, operator, body.name)
    const { text, uri } = describeTotp(secret, { issuer: 'Tenantry operators', label: operator.email })
    return { id, secret: text, uri, qr: drawQr(uri) }
  })

  serveOwner(http, contract.confirmApp, async ({ control, params, body, exchange, ...request }) => {
    const operator = signedIn(request)
    const tried = await attempt(holderOf(operator.id))
    const { token, recoveryCodes } = await confirmApp(control, secrets, operator, {
      id: params.factorId,
      code: body.code,
      origin: originOf(exchange),
    })
    await tried.succeeded()
    return { session: await goOnWith(token, exchange), recoveryCodes }
  })

  serveOwner(http, contract.getFactors, async ({ control, ...request }) => {
    const holder = holderOf(signedIn(request).id)
    return control.read(async (db) => ({
      items: (await listFactors(db, holder)).map(({ id, name, createdAt, usedAt }) => ({
        id,
        name,
        createdAt,
        usedAt,
      })),
      recoveryCodesLeft: await countRecoveryCodes(db, holder),
    }))
  })

  serveOwner(http, contract.renewRecoveryCodes, async ({ control, body, exchange, ...request }) => {
    const operator = signedIn(request)
    await confirmPassword(operator, body.password, exchange.ip)
    return { recoveryCodes: await control.run((tx) => replaceRecoveryCodes(tx, holderOf(operator.id))) }
  })

  async function goOnWith(token: string, exchange: Exchange) {
    exchange.setHeader('set-cookie', operatorCookie.set(token, longestSeconds))
    const operator = await findOperator(http.control, token)
    if (!operator) throw new DomainError('not_signed_in')
    return describeOperatorSession(http.control, operator)
  }
}
