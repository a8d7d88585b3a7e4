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
 * An authenticator app that was given a secret, and somebody who reads codes off it: `show()` is the first that he reads,
 * `show(1)` the next. Each is good at the moment that it is read, however long a test takes, and is the same when it is asked
 * for again. `show(9)` is one of a time far off.
 */
export function makeApp(secret: string) {
  const totp = new TOTP({ secret })
  const read: number[] = []
  return (which = 0) => {
    const now = Math.floor(Date.now() / stepMs)
    const isFarOff = which > 5
    // The next one is read after the last, at the soonest: a code is good once.
    while (!isFarOff && read.length <= which) read.push(Math.max(now, (read.at(-1) ?? 0) + 1))
    return totp.generate({ timestamp: (read[which] ?? now + which) * stepMs })
  }
}

const stepMs = 30_000

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
