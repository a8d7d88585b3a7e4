import { DomainError } from '#platform/http/domain-error.ts'
import type { Exchange } from '#platform/http/serve.ts'
import { originOf } from '#platform/identity/exchange.ts'
import type { KnownDevices } from '#platform/identity/known-devices.ts'
import type { SignInThrottle } from '#platform/identity/sign-in-throttle.ts'
import { operatorCookie, type OwnerHttp, serveOwner, signedIn } from '../http/owner-http.ts'
import { describeOperatorSession } from './describe-session.ts'
import { endOperatorSession, findOperator, longestSeconds } from './operator-sessions.ts'
import * as contract from './session.contract.ts'
import { authenticateOperator, beginSession, choosePassword, findByLink } from './sign-in.ts'

interface DoorOptions {
  attempt: SignInThrottle
  devices: KnownDevices
}

/** The console's door. Whoever comes through it has yet to show a second factor. */
export function sessionRoutes(http: OwnerHttp, { attempt, devices }: DoorOptions) {
  serveOwner(http, contract.signIn, async ({ control, body, exchange }) => {
    const tried = await attempt(body.email, exchange.ip, devices.find(exchange.headers, body.email))
    const operatorId = await authenticateOperator(control, body)
    await tried.succeeded()
    return begin(control, operatorId, exchange)
  })

  serveOwner(http, contract.getSession, async (request) =>
    describeOperatorSession(http.control, signedIn(request)),
  )

  serveOwner(http, contract.signOut, async ({ control, exchange }) => {
    const token = operatorCookie.tokenIn(exchange.headers)
    if (token) await control.run((tx) => endOperatorSession(tx, token))
    exchange.setHeader('set-cookie', operatorCookie.cleared)
  })

  serveOwner(http, contract.lookAtLink, async ({ control, body }) => {
    const found = await control.read((db) => findByLink(db, body.token))
    if (!found) throw new DomainError('link_over')
    return found
  })

  serveOwner(http, contract.takeLink, async ({ control, body, exchange }) =>
    begin(control, await choosePassword(control, body.token, body.password), exchange),
  )

  async function begin(control: OwnerHttp['control'], operatorId: string, exchange: Exchange) {
    const formerToken = operatorCookie.tokenIn(exchange.headers)
    const token = await beginSession(control, { operatorId, formerToken, origin: originOf(exchange) })
    exchange.setHeader('set-cookie', operatorCookie.set(token, longestSeconds))
    const operator = await findOperator(http.control, token)
    if (!operator) throw new DomainError('not_signed_in')
    exchange.setHeader('set-cookie', devices.remember(exchange.headers, operator.email))
    return describeOperatorSession(http.control, operator)
  }
}
