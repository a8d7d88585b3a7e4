import { DomainError } from '#platform/http/domain-error.ts'
import { type Caller, type Http, serveControl } from '#platform/http/serve.ts'
import * as contract from './account.contract.ts'
import { endAllSessions, endSessionById, listOpenSessions } from './account-sessions.ts'
import { assertOther, changePassword } from './change-password.ts'
import { confirmPassword } from './confirm-password.ts'
import { clearedCookie, sessionCookie, tokenIn } from './cookie.ts'
import { readEmail, requestEmailChange, requestVerification } from './email-address.ts'
import { hostOf, originOf } from './exchange.ts'
import type { LinkThrottle } from './link-throttle.ts'
import { changeName } from './own-name.ts'
import { longestSeconds } from './sessions.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

/** What a person does with his own account, from whichever tenant he is in. */
export function accountRoutes<Tables>(
  http: Http<Tables>,
  { attempt, askForLink }: { attempt: SignInThrottle; askForLink: LinkThrottle },
) {
  serveControl(http, contract.changePassword, async ({ control, tenant, member, body, exchange }) => {
    const { account, shown } = signedIn(member)
    assertOther(body.password, body.newPassword)
    await confirmPassword(control, member, body.password, attempt, exchange.ip)
    const token = await changePassword(control, {
      account,
      tenantId: tenant.id,
      newPassword: body.newPassword,
      context: [tenant.name, tenant.slug],
      host: hostOf(exchange),
      origin: { ...originOf(exchange), shown },
    })
    forget(exchange.headers)
    exchange.setHeader('set-cookie', sessionCookie(token, longestSeconds))
  })

  serveControl(http, contract.changeName, async ({ control, member, body, exchange }) => {
    const { account } = signedIn(member)
    await control.run((tx) => changeName(tx, account, body.name))
    forget(exchange.headers)
  })

  serveControl(http, contract.listSessions, async ({ control, member, exchange }) => {
    const { account } = signedIn(member)
    const token = tokenIn(exchange.headers) ?? ''
    return { items: await control.read((db) => listOpenSessions(db, account.id, token)) }
  })

  serveControl(http, contract.endOneSession, async ({ control, member, params, exchange }) => {
    const { account } = signedIn(member)
    await control.run((tx) => endSessionById(tx, account.id, params.sessionId))
    forget(exchange.headers)
  })

  serveControl(http, contract.endAllSessions, async ({ control, member, exchange }) => {
    const { account } = signedIn(member)
    await control.run((tx) => endAllSessions(tx, account.id))
    forget(exchange.headers)
    exchange.setHeader('set-cookie', clearedCookie)
  })

  serveControl(http, contract.getEmail, ({ control, member }) =>
    control.read((db) => readEmail(db, signedIn(member).account.id)),
  )

  serveControl(http, contract.verifyEmail, async ({ control, tenant, member }) => {
    const { account } = signedIn(member)
    await askForLink(account.email)
    await control.run((tx) => requestVerification(tx, { account, tenantId: tenant.id }))
  })

  serveControl(http, contract.changeEmail, async ({ control, tenant, member, body, exchange }) => {
    const { account } = signedIn(member)
    await confirmPassword(control, member, body.password, attempt, exchange.ip)
    await askForLink(body.email)
    await control.run((tx) => requestEmailChange(tx, { account, tenantId: tenant.id }, body.email))
  })

  /** What this process remembers of the caller's session; others forget within a second. */
  function forget(headers: Parameters<typeof tokenIn>[0]) {
    const token = tokenIn(headers)
    if (token) http.principals.forget(token)
  }
}

function signedIn(member: Caller['member']) {
  if (!member) throw new DomainError('not_signed_in')
  return member
}
