import { DomainError } from '#platform/http/domain-error.ts'
import { type Exchange, type Http, serveControl } from '#platform/http/serve.ts'
import { getMemberOfAccount } from '#platform/members/members.ts'
import { tokenIn } from '../cookie.ts'
import { makeDoor } from '../door.ts'
import { hostOf } from '../exchange.ts'
import { networkOf } from '../throttle.ts'
import { addedFactor, ownOf } from './account-factors.routes.ts'
import { assertConfirmed } from './confirmation.ts'
import type { FactorOptions } from './factor-options.ts'
import { challengeSeconds, makeChallenge } from './passkey-challenges.ts'
import * as contract from './passkeys.contract.ts'
import { beginPasskey, insertPasskey, type PasskeySite, spendPasskey, verifyNewPasskey } from './passkeys.ts'

const ofNetwork = { name: 'passkey of network', burst: 60, secondsEach: 2 }

/** Passkeys of members. They live on the platform's host; a tenant's own host is another site to a browser. */
export function passkeyRoutes<Tables>(http: Http<Tables>, options: FactorOptions) {
  const { address, counts } = options
  const door = makeDoor(http, options)
  const site: PasskeySite = { id: address.platformHost, origin: address.platformOrigin, name: 'Tenantry' }

  serveControl(http, contract.askForPasskey, async ({ control, exchange }) => {
    assertHere(exchange)
    await counts.take([[ofNetwork, networkOf(exchange.ip)]])
    const challenge = await control.run((tx) =>
      makeChallenge(tx, { purpose: 'sign_in', holder: { kind: 'account' } }),
    )
    return { challenge, rpId: site.id, timeout: challengeSeconds * 1000 }
  })

  serveControl(http, contract.signInWithPasskey, async ({ control, tenant, body, exchange }) => {
    assertHere(exchange)
    const holder = await spendPasskey(control, site, 'account', body)
    await assertSamePerson(exchange, tenant.id, holder.id)
    const person = await control.read((db) => getMemberOfAccount(db, tenant.id, holder.id))
    return door.enter(control, { tenant, exchange }, { ...person, shown: 'both' })
  })

  serveControl(http, contract.beginPasskey, async ({ control, member, exchange }) => {
    assertHere(exchange)
    const { holder, token, email } = ownOf(member, exchange)
    await assertConfirmed(control, token)
    const name = member?.account.name ?? email
    const options = await control.run((tx) => beginPasskey(tx, site, { holder, email, name }))
    const { challenge, user, pubKeyCredParams, excludeCredentials = [] } = options
    return {
      challenge,
      rp: { id: site.id, name: site.name },
      user,
      algorithms: pubKeyCredParams.map(({ alg }) => alg),
      known: excludeCredentials.map(({ id, transports = [] }) => ({ id, transports })),
      timeout: challengeSeconds * 1000,
    }
  })

  serveControl(http, contract.addPasskey, async ({ control, member, body, exchange }) => {
    assertHere(exchange)
    const { holder, token } = ownOf(member, exchange)
    await assertConfirmed(control, token)
    const made = await verifyNewPasskey(control, site, holder, body.passkey)
    const { raised, recoveryCodes } = await control.run(async (tx) => {
      await insertPasskey(tx, holder, { ...made, name: body.name })
      return addedFactor(tx, holder, token)
    })
    door.giveToken(exchange, raised)
    return { recoveryCodes }
  })

  function assertHere(exchange: Exchange) {
    if (hostOf(exchange) !== address.platformHost) throw new DomainError('passkey_unavailable')
  }

  /** As the second step it has to be the passkey of whoever gave the password. */
  async function assertSamePerson(exchange: Exchange, tenantId: string, accountId: string) {
    const token = tokenIn(exchange.headers)
    const half = token && (await http.principals.find(token, hostOf(exchange), tenantId))
    if (half && half.limit === 'second_factor' && half.account.id !== accountId) {
      throw new DomainError('passkey_refused')
    }
  }
}
