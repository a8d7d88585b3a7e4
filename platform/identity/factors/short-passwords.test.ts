import { hash } from '@node-rs/argon2'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { password } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { type NewMember, newMember } from '#test/new-member.ts'
import { giveApp, letPass } from '#test/own-factor.ts'
import type { IdentityTables } from '../identity.tables.ts'

const deployment = openDeployment()

const short = 'otterwalks'
const cookieOf = (answer: { headers: Record<string, unknown> }) =>
  [answer.headers['set-cookie']].flat().map(String)[0]!.split(';', 1)[0]!
const control = () => deployment.tenancy.control<IdentityTables>()

/** Somebody with an authenticator app whose session has shown it and confirmed who he is. */
async function withApp() {
  const person = await newMember(deployment, 'acme', ['nurse'])
  const app = await giveApp(deployment, person.accountId)
  await letPass(deployment, person.accountId)
  await person.post('/account/confirmation', { password })
  return { person, ...app }
}

/** The same with a password that is long enough beside the app alone. */
async function withShortPassword() {
  const { person, id, show } = await withApp()
  const changed = await person.post('/account/password', { password, newPassword: short })
  expect(changed.statusCode, changed.body).toBe(204)
  const again = deployment.visit('acme', cookieOf(changed))
  expect((await again.post('/account/confirmation', { password: short })).statusCode).toBe(204)
  return { person, again, id, show }
}

const isLong = async ({ accountId }: NewMember) => {
  const { passwordIsLong } = await control().read((db) =>
    db
      .selectFrom('control.accounts')
      .select('passwordIsLong')
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow(),
  )
  return passwordIsLong
}

test('the last second factor stays as long as the password is too short to stand alone', async () => {
  const { again, id } = await withShortPassword()
  expect((await again.delete(`/account/factors/${id}`)).json()).toMatchObject({
    status: 409,
    code: 'longer_password_needed',
  })
  expect((await again.get('/account/factors')).json().items).toHaveLength(1)
  const longer = await again.post('/account/password', { password: short, newPassword: password })
  const whole = deployment.visit('acme', cookieOf(longer))
  await whole.post('/account/confirmation', { password })
  expect((await whole.delete(`/account/factors/${id}`)).statusCode).toBe(204)
  expect((await whole.get('/account/factors')).json().items).toEqual([])
})

test('with a long password it can be removed, and then no short one is taken any more', async () => {
  const { person, id } = await withApp()
  expect((await person.delete(`/account/factors/${id}`)).statusCode).toBe(204)
  const refused = await person.post('/account/password', { password, newPassword: short })
  expect(refused.json()).toMatchObject({ code: 'password_too_short', field: 'newPassword' })
})

test('of a short password and the end of the factor at once, one is refused', async () => {
  for (let i = 0; i < 5; i++) {
    const { person, id } = await withApp()
    const [removed, changed] = await Promise.all([
      person.delete(`/account/factors/${id}`),
      person.post('/account/password', { password, newPassword: short }),
    ])
    const statuses = [removed.statusCode, changed.statusCode]
    expect(
      statuses.filter((status) => status === 204),
      JSON.stringify(statuses),
    ).toHaveLength(1)
  }
})

test('whether a password is long is learnt when it is typed, where nobody has asked before', async () => {
  const { person, id, show } = await withApp()
  const passwordHash = await hash(short, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  await control().run((tx) =>
    tx
      .raw(sql`update control.accounts set password_hash = ${passwordHash}, password_is_long = null
                where id = ${person.accountId}`)
      .execute(),
  )
  // Confirmed by a code: nobody has seen the password, and the doubt is on the safe side.
  await person.post('/account/confirmation', { code: show(1) })
  expect((await person.delete(`/account/factors/${id}`)).json()).toMatchObject({
    code: 'longer_password_needed',
  })
  expect(await isLong(person)).toBeNull()
  await deployment.visit('acme').post('/session', { email: person.email, password: short })
  expect(await isLong(person)).toBe(false)
})
