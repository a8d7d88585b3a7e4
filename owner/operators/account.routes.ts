import { assertOther } from '#platform/identity/change-password.ts'
import { originOf } from '#platform/identity/exchange.ts'
import { assertGoodPassword } from '#platform/identity/password-rules.ts'
import { hashPassword } from '#platform/identity/passwords.ts'
import { operatorCookie, type OwnerHttp, serveOwner, signedIn } from '../http/owner-http.ts'
import * as contract from './account.contract.ts'
import type { PasswordConfirmation } from './confirm-password.ts'
import {
  endOperatorSessionById,
  endOperatorSessions,
  listOperatorSessions,
  longestSeconds,
  startOperatorSession,
} from './operator-sessions.ts'
import { setPassword } from './sign-in.ts'

/** What an operator does with his own account. */
export function accountRoutes(
  http: OwnerHttp,
  { confirmPassword }: { confirmPassword: PasswordConfirmation },
) {
  serveOwner(http, contract.changePassword, async ({ control, body, exchange, ...request }) => {
    const operator = signedIn(request)
    const { password, newPassword } = body
    assertOther(password, newPassword)
    await confirmPassword(operator, password, exchange.ip)
    assertGoodPassword(newPassword, {
      field: 'newPassword',
      hasSecondFactor: true,
      context: [operator.email, operator.name, 'tenantry'],
    })
    const passwordHash = await hashPassword(newPassword)
    const token = await control.run(async (tx) => {
      await setPassword(tx, operator.id, passwordHash)
      await endOperatorSessions(tx, operator.id)
      return startOperatorSession(tx, { operatorId: operator.id, proven: true, origin: originOf(exchange) })
    })
    exchange.setHeader('set-cookie', operatorCookie.set(token, longestSeconds))
  })

  serveOwner(http, contract.listSessions, async ({ control, ...request }) => ({
    items: await control.read((db) => listOperatorSessions(db, signedIn(request))),
  }))

  serveOwner(http, contract.endOneSession, async ({ control, params, ...request }) => {
    const { id } = signedIn(request)
    await control.run((tx) => endOperatorSessionById(tx, id, params.sessionId))
  })

  serveOwner(http, contract.endAllSessions, async ({ control, exchange, ...request }) => {
    const { id } = signedIn(request)
    await control.run((tx) => endOperatorSessions(tx, id))
    exchange.setHeader('set-cookie', operatorCookie.cleared)
  })
}
