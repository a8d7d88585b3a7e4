import { randomUUID } from 'node:crypto'
import type { ControlDb } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { masterKey } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { makeApp } from '#test/own-factor.ts'
import {
  findFactorWays,
  hasFactor,
  listFactors,
  makeFirstRecoveryCodes,
  removeAllFactors,
  removeFactor,
} from './factors.ts'
import type { Holder } from './holder.ts'
import { countRecoveryCodes, replaceRecoveryCodes, spendRecoveryCode } from './recovery-codes.ts'
import { describeTotp } from './totp.ts'
import { beginTotp, confirmTotp, spendTotp } from './totp-factor.ts'

const deployment = openDeployment()
let control: ControlDb<unknown>
const secrets = makeSecrets(masterKey)
beforeAll(async () => {
  control = deployment.tenancy.control()
})

const newHolder = (kind: Holder['kind'] = 'account'): Holder => ({ kind, id: randomUUID() })

/** An app that was given a secret as bytes. */
const appWith = (secret: Uint8Array) => makeApp(describeTotp(secret, { issuer: 'a', label: 'b' }).text)

/** An authenticator app that counts; its first code has been used. */
async function enrol(holder: Holder) {
  const begun = await control.run((tx) => beginTotp(tx, secrets, holder, 'Phone'))
  const show = appWith(begun.secret)
  await control.run((tx) => confirmTotp(tx, secrets, holder, { id: begun.id, code: show() }))
  return { id: begun.id, show }
}

const use = (holder: Holder, code: string) => control.run((tx) => spendTotp(tx, secrets, holder, code))
const list = (holder: Holder) => control.read((db) => listFactors(db, holder))

describe.each(['account', 'operator'] as const)('an authenticator app of an %s', (kind) => {
  test('counts only when it has shown a code', async () => {
    const holder = newHolder(kind)
    const { id, secret } = await control.run((tx) => beginTotp(tx, secrets, holder, 'Phone'))
    const show = appWith(secret)
    expect(await list(holder)).toEqual([])
    expect(await use(holder, show())).toBe(false)
    const wrong = control.run((tx) => confirmTotp(tx, secrets, holder, { id, code: show(7) }))
    await expect(wrong).rejects.toMatchObject({ code: 'wrong_code', field: 'code' })
    await control.run((tx) => confirmTotp(tx, secrets, holder, { id, code: show() }))
    expect(await list(holder)).toMatchObject([{ id, kind: 'totp', name: 'Phone' }])
  })

  test('gives each code once, and none before one that was used', async () => {
    const holder = newHolder(kind)
    const { show } = await enrol(holder)
    expect(await use(holder, show())).toBe(false)
    expect(await use(holder, show(1))).toBe(true)
    expect(await use(holder, show(1))).toBe(false)
    expect(await use(holder, show())).toBe(false)
  })

  test('lets one of many in who come with one code at once', async () => {
    const holder = newHolder(kind)
    const { show } = await enrol(holder)
    const code = show(1)
    const let_in = await Promise.all(Array.from({ length: 8 }, () => use(holder, code)))
    expect(let_in.filter(Boolean)).toHaveLength(1)
  })

  test('is nobody else’s, not even of the other kind with the same id', async () => {
    const holder = newHolder(kind)
    const { id, show } = await enrol(holder)
    for (const other of [
      newHolder(kind),
      { ...holder, kind: kind === 'account' ? 'operator' : 'account' } as const,
    ]) {
      expect(await list(other)).toEqual([])
      expect(await use(other, show(1))).toBe(false)
      const removal = control.run((tx) => removeFactor(tx, other, { id, required: false }))
      await expect(removal).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await use(holder, show(1))).toBe(true)
  })
})

test('another app takes the place of the one before, once it has shown a code', async () => {
  const holder = newHolder()
  const former = await enrol(holder)
  const begun = await control.run((tx) => beginTotp(tx, secrets, holder, 'New phone'))
  expect(await use(holder, former.show(1))).toBe(true)
  const show = appWith(begun.secret)
  await control.run((tx) => confirmTotp(tx, secrets, holder, { id: begun.id, code: show() }))
  expect(await list(holder)).toMatchObject([{ id: begun.id, name: 'New phone' }])
  expect(await use(holder, former.show(2))).toBe(false)
  expect(await use(holder, show(1))).toBe(true)
})

test('one that waited a quarter of an hour for its code is to be begun anew', async () => {
  const holder = newHolder()
  const { id, secret } = await control.run((tx) => beginTotp(tx, secrets, holder, 'Phone'))
  await asOwner(`update control.factors set created_at = now() - interval '16 minutes' where id = '${id}'`)
  const late = control.run((tx) => confirmTotp(tx, secrets, holder, { id, code: appWith(secret)() }))
  await expect(late).rejects.toMatchObject({ code: 'not_found' })
})

test('a secret that is taken to another’s row opens no door', async () => {
  const [victim, thief] = [newHolder(), newHolder()]
  const { show } = await enrol(thief)
  const { id } = await enrol(victim)
  await asOwner(
    `update control.factors set secret = (select secret from control.factors where holder_id = '${thief.id}')
      where id = '${id}'`,
  )
  await expect(use(victim, show(1))).rejects.toThrow()
})

test('no secret stands in the database as it is', async () => {
  const holder = newHolder()
  const { id, secret } = await control.run((tx) => beginTotp(tx, secrets, holder, 'Phone'))
  const [row] = await control.read((db) =>
    db.raw<{ secret: Buffer }>(sql`select secret from control.factors where id = ${id}`).execute(),
  )
  expect(row!.secret.includes(Buffer.from(secret))).toBe(false)
})

describe('recovery codes', () => {
  const codesOf = (holder: Holder) => control.run((tx) => replaceRecoveryCodes(tx, holder))
  const recover = (holder: Holder, code: string) => control.run((tx) => spendRecoveryCode(tx, holder, code))
  const left = (holder: Holder) => control.read((db) => countRecoveryCodes(db, holder))

  test('are ten different ones, each good for once, however it is typed', async () => {
    const holder = newHolder()
    const codes = await codesOf(holder)
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/)
    expect(await recover(holder, codes[0]!)).toBe(true)
    expect(await recover(holder, codes[0]!)).toBe(false)
    const typed = codes[1]!.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
    expect(await recover(holder, ` ${typed}`)).toBe(true)
    expect(await left(holder)).toBe(8)
  })

  test('one code at once by many lets one in', async () => {
    const holder = newHolder()
    const [code] = await codesOf(holder)
    const let_in = await Promise.all(Array.from({ length: 8 }, () => recover(holder, code!)))
    expect(let_in.filter(Boolean)).toHaveLength(1)
  })

  test('are nobody else’s', async () => {
    const holder = newHolder()
    const [code] = await codesOf(holder)
    expect(await recover(newHolder(), code!)).toBe(false)
    expect(await recover({ ...holder, kind: 'operator' }, code!)).toBe(false)
    expect(await recover(holder, code!)).toBe(true)
  })

  test('new ones take the place of those before', async () => {
    const holder = newHolder()
    const [former] = await codesOf(holder)
    await codesOf(holder)
    expect(await recover(holder, former!)).toBe(false)
    expect(await left(holder)).toBe(10)
  })

  test('come with the first factor and go with the last', async () => {
    const holder = newHolder()
    const { id } = await enrol(holder)
    const first = () => control.run((tx) => makeFirstRecoveryCodes(tx, holder))
    expect(await first()).toHaveLength(10)
    expect(await first()).toBeUndefined()
    await control.run((tx) => removeFactor(tx, holder, { id, required: false }))
    expect(await left(holder)).toBe(0)
    expect(await control.read((db) => findFactorWays(db, holder))).toEqual({
      code: false,
      passkey: false,
      recoveryCode: false,
    })
  })
})

test('the last factor stays where one is required, and a reset takes everything', async () => {
  const holder = newHolder()
  const { id } = await enrol(holder)
  await control.run((tx) => makeFirstRecoveryCodes(tx, holder))
  const removal = control.run((tx) => removeFactor(tx, holder, { id, required: true }))
  await expect(removal).rejects.toMatchObject({ code: 'last_factor' })
  expect(await control.read((db) => hasFactor(db, holder))).toBe(true)
  await control.run((tx) => removeAllFactors(tx, holder))
  expect(await control.read((db) => hasFactor(db, holder))).toBe(false)
  expect(await control.read((db) => countRecoveryCodes(db, holder))).toBe(0)
})

/** What only the owner of the tables may do. */
function asOwner(statement: string) {
  return deployment.admin.query(statement)
}
