import type { ControlTx } from '@tenantry/tenancy'
import { DomainError } from '#platform/http/domain-error.ts'
import { type Caller, type Exchange, type Http, serveControl } from '#platform/http/serve.ts'
import { endOtherSessions } from '../account-sessions.ts'
import { confirmPassword } from '../confirm-password.ts'
import { tokenIn } from '../cookie.ts'
import { makeDoor } from '../door.ts'
import { hostOf } from '../exchange.ts'
import type { IdentityTables } from '../identity.tables.ts'
import { lowerSessions, raiseSession } from '../sessions.ts'
import * as contract from './account-factors.contract.ts'
import { assertConfirmed, isConfirmed, markConfirmed } from './confirmation.ts'
import type { FactorOptions } from './factor-options.ts'
import { isFactorRequired } from './factor-rules.ts'
import { hasFactor, listFactors, makeFirstRecoveryCodes, removeFactor, renameFactor } from './factors.ts'
import type { Holder } from './holder.ts'
import { drawQr } from '#platform/qr-path.ts'
import { countRecoveryCodes, replaceRecoveryCodes } from './recovery-codes.ts'
import { describeTotp } from './totp.ts'
import { beginTotp, confirmTotp, spendTotp } from './totp-factor.ts'

/** What a person does with his own second factors, from whichever tenant he is in. */
export function accountFactorRoutes<Tables>(http: Http<Tables>, options: FactorOptions) {
  const { address, secrets, attempt, attemptFactor } = options
  const door = makeDoor(http, options)

  serveControl(http, contract.getFactors, async ({ control, member, exchange }) => {
    const { holder, token } = ownOf(member, exchange)
    return {
      items: await control.read((db) => listFactors(db, holder)),
      recoveryCodesLeft: await control.read((db) => countRecoveryCodes(db, holder)),
      required: await control.read((db) => isFactorRequired(db, holder.id)),
      confirmed: await isConfirmed(control, token),
      passkeysHere: hostOf(exchange) === address.platformHost,
    }
  })

  serveControl(http, contract.confirmIdentity, async ({ control, member, body, exchange }) => {
    const { holder, token } = ownOf(member, exchange)
    const { password, code } = body
    if ((password === undefined) === (code === undefined)) {
      throw new DomainError('invalid_input', { detail: 'Either a password or a code' })
    }
    if (password !== undefined) await confirmPassword(control, member, password, attempt, exchange.ip)
    const tried = code === undefined ? undefined : await attemptFactor(holder)
    await control.run(async (tx) => {
      if (code !== undefined && !(await spendTotp(tx, secrets, holder, code))) {
        throw new DomainError('wrong_code', { field: 'code' })
      }
      await markConfirmed(tx, token)
    })
    await tried?.succeeded()
  })

  serveControl(http, contract.beginTotp, async ({ control, tenant, member, body, exchange }) => {
    const { holder, token, email } = ownOf(member, exchange)
    await assertConfirmed(control, token)
    const { id, secret } = await control.run((tx) => beginTotp(tx, secrets, holder, body.name))
    const { text, uri } = describeTotp(secret, { issuer: tenant.name, label: email })
    return { id, secret: text, qr: drawQr(uri) }
  })

  serveControl(http, contract.confirmTotp, async ({ control, member, params, body, exchange }) => {
    const { holder, token } = ownOf(member, exchange)
    await assertConfirmed(control, token)
    const tried = await attemptFactor(holder)
    const { raised, recoveryCodes } = await control.run(async (tx) => {
      await confirmTotp(tx, secrets, holder, { id: params.factorId, code: body.code })
      return addedFactor(tx, holder, token)
    })
    await tried.succeeded()
    door.giveToken(exchange, raised)
    return { recoveryCodes }
  })

  serveControl(http, contract.renameFactor, async ({ control, member, params, body, exchange }) => {
    const { holder } = ownOf(member, exchange)
    await control.run((tx) => renameFactor(tx, holder, { id: params.factorId, name: body.name }))
  })

  serveControl(http, contract.removeFactor, async ({ control, member, params, exchange }) => {
    const { holder, token } = ownOf(member, exchange)
    await assertConfirmed(control, token)
    await control.run(async (tx) => {
      const required = await isFactorRequired(tx, holder.id)
      await removeFactor(tx, holder, { id: params.factorId, required })
      await endOtherSessions(tx, holder.id, token)
      if (await hasFactor(tx, holder)) return
      await assertPasswordSuffices(tx, holder.id)
      await lowerSessions(tx, holder.id)
    })
    http.principals.forget(token)
  })

  serveControl(http, contract.replaceRecoveryCodes, async ({ control, member, exchange }) => {
    const { holder, token } = ownOf(member, exchange)
    await assertConfirmed(control, token)
    const codes = await control.run(async (tx) => {
      if (!(await hasFactor(tx, holder))) throw new DomainError('conflict')
      return replaceRecoveryCodes(tx, holder)
    })
    return { codes }
  })
}

/** Without a second factor only a long password will do; and how long one is, is known since it was typed last. */
async function assertPasswordSuffices(tx: ControlTx<IdentityTables>, accountId: string) {
  const { passwordIsLong } = await tx
    .selectFrom('control.accounts')
    .select('passwordIsLong')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  if (!passwordIsLong) throw new DomainError('longer_password_needed')
}

/** Whoever was signed in elsewhere has to show the new factor; the session that brought it has shown it. */
export async function addedFactor(tx: ControlTx<IdentityTables>, holder: Holder, token: string) {
  const recoveryCodes = (await makeFirstRecoveryCodes(tx, holder)) ?? null
  await endOtherSessions(tx, holder.id, token)
  return { recoveryCodes, raised: await raiseSession(tx, token) }
}

/** Who asks, as the holder of his own factors. */
export function ownOf(member: Caller['member'], exchange: Exchange) {
  const token = tokenIn(exchange.headers)
  if (!member || !token) throw new DomainError('not_signed_in')
  const { id, email } = member.account
  const holder: Holder = { kind: 'account', id }
  return { holder, token, email }
}
