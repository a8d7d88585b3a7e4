import { DomainError } from '#platform/http/domain-error.ts'
import { type Http, serveControl } from '#platform/http/serve.ts'
import { tokenIn } from '../cookie.ts'
import { makeDoor } from '../door.ts'
import { raiseSession } from '../sessions.ts'
import type { FactorOptions } from './factor-options.ts'
import type { Holder } from './holder.ts'
import { spendRecoveryCode } from './recovery-codes.ts'
import { showFactor } from './second-step.contract.ts'
import { spendTotp } from './totp-factor.ts'

/** The second step of signing in, for whoever has given a password and has more to show. */
export function secondStepRoutes<Tables>(http: Http<Tables>, options: FactorOptions) {
  const { secrets, attemptFactor } = options
  const door = makeDoor(http, options)

  serveControl(http, showFactor, async ({ control, tenant, member, body, exchange }) => {
    const token = tokenIn(exchange.headers)
    if (!member || !token) throw new DomainError('not_signed_in')
    // It has been shown, or there is none: perhaps another tab was faster.
    if (member.limit !== 'second_factor') return door.describe({ tenant, exchange }, member)
    const holder: Holder = { kind: 'account', id: member.account.id }
    const tried = await attemptFactor(holder)
    const raised = await control.run(async (tx) => {
      const right =
        body.way === 'code'
          ? await spendTotp(tx, secrets, holder, body.code)
          : await spendRecoveryCode(tx, holder, body.code)
      if (!right) throw new DomainError('wrong_code', { field: 'code' })
      return raiseSession(tx, token)
    })
    await tried.succeeded()
    door.giveToken(exchange, raised)
    return door.describeToken({ tenant, exchange }, raised)
  })
}
