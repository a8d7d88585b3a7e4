import { TOTP } from 'otpauth'
import { sql } from 'kysely'
import type { IdentityTables } from '#platform/identity/identity.tables.ts'
import type { Holder } from '#platform/identity/factors/holder.ts'
import { describeTotp } from '#platform/identity/factors/totp.ts'
import { beginTotp, confirmTotp } from '#platform/identity/factors/totp-factor.ts'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { type Deployment, masterKey } from './deployment.ts'

const secrets = makeSecrets(masterKey)

/**
 * An authenticator app that was given a secret. It shows the code of the moment it was made and those of the steps after:
 * each is good once, and none that comes before one that was used.
 */
export function makeApp(secret: string) {
  const totp = new TOTP({ secret })
  const begun = Date.now()
  return (steps = 0) => totp.generate({ timestamp: begun + steps * 30_000 })
}

/** Gives an account an authenticator app, whose first code is used, without any session taking note. */
export async function giveApp({ tenancy }: Deployment, accountId: string) {
  const control = tenancy.control<IdentityTables>()
  const holder: Holder = { kind: 'account', id: accountId }
  const { id, secret } = await control.run((tx) => beginTotp(tx, secrets, holder, 'Phone'))
  const show = makeApp(describeTotp(secret, { issuer: 'test', label: 'test' }).text)
  await control.run((tx) => confirmTotp(tx, secrets, holder, { id, code: show() }))
  return { id, show }
}

/** Lets the account's sessions count as those of somebody who has shown it. */
export function letPass({ tenancy }: Deployment, accountId: string) {
  return tenancy
    .control<IdentityTables>()
    .run((tx) =>
      tx
        .updateTable('control.sessions')
        .set({ factorAt: sql`now()` })
        .where('accountId', '=', accountId)
        .execute(),
    )
}
