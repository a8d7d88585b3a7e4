import { hash } from '@node-rs/argon2'
import { describe, expect, test } from 'vitest'
import { password, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '#test/new-member.ts'
import type { IdentityTables } from './identity.tables.ts'

const deployment = openDeployment()

const newPassword = 'grey otters walk at night'
const signIn = (email: string, word = password) =>
  deployment.visit('acme').post('/session', { email, password: word })
const again = async (email: string, word = password) => {
  const answer = await signIn(email, word)
  return deployment.visit('acme', String(answer.headers['set-cookie']).split(';', 1)[0]!)
}
const change = (visitor: Visitor, body: object) => visitor.post('/account/password', body)
const sessionsOf = async (visitor: Visitor) => (await visitor.get('/account/sessions')).json().items

describe('a password', () => {
  test('is changed by whoever knows it: other sessions end, this one gets a new id', async () => {
    const person = await newMember(deployment, 'acme', ['nurse'])
    const elsewhere = await again(person.email)
    const changed = await change(person, { password, newPassword })
    expect(changed.statusCode, changed.body).toBe(204)
    expect((await person.get('/session')).statusCode).toBe(401)
    expect((await elsewhere.get('/session')).statusCode).toBe(401)
    const here = deployment.visit('acme', String(changed.headers['set-cookie']).split(';', 1)[0]!)
    expect((await here.get('/session')).statusCode).toBe(200)
    expect((await signIn(person.email)).statusCode).toBe(401)
    expect((await signIn(person.email, newPassword)).statusCode).toBe(200)
  })

  test('is not changed by whoever does not, and such tries are counted', async () => {
    const person = await newMember(deployment, 'acme', ['nurse'])
    for (let i = 0; i < 10; i++) {
      const refused = await change(person, { password: 'a guess', newPassword })
      expect(refused.json()).toMatchObject({ status: 403, code: 'wrong_password' })
    }
    expect((await change(person, { password, newPassword })).json()).toMatchObject({
      code: 'too_many_attempts',
    })
    expect((await person.get('/session')).statusCode).toBe(200)
  })

  test.each([
    ['too short', 'eight chars', 'password_too_short'],
    ['what many have', 'passwordpassword', 'password_too_common'],
    ['the clinic’s name', 'acme-acme-clinic-clinic', 'password_too_common'],
    ['the old one', password, 'password_unchanged'],
    ['the old one in another form', `${password}`.normalize('NFD'), 'password_unchanged'],
    ['of 300 letters', 'x'.repeat(300), 'invalid_input'],
  ])('that is %s is refused', async (_name, chosen, code) => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    const answer = await change(person, { password, newPassword: chosen })
    expect(answer.json()).toMatchObject({ status: 400, code, field: 'newPassword' })
    expect((await person.get('/session')).statusCode).toBe(200)
  })

  test('that was hashed at another cost is hashed anew at sign-in', async () => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    const control = deployment.tenancy.control<IdentityTables>()
    const cheap = await hash(password, { memoryCost: 8_192, timeCost: 1, parallelism: 1 })
    const stored = () =>
      control.read((db) =>
        db
          .selectFrom('control.accounts')
          .select('passwordHash')
          .where('id', '=', person.accountId)
          .executeTakeFirstOrThrow(),
      )
    await control.run((tx) =>
      tx
        .updateTable('control.accounts')
        .set({ passwordHash: cheap })
        .where('id', '=', person.accountId)
        .execute(),
    )
    expect((await signIn(person.email, 'not this one')).statusCode).toBe(401)
    expect((await stored()).passwordHash).toBe(cheap)
    expect((await signIn(person.email)).statusCode).toBe(200)
    expect((await stored()).passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect((await signIn(person.email)).statusCode).toBe(200)
  })
})

describe('sessions', () => {
  test('are listed for their own person, who is told which one asks', async () => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    await again(person.email)
    const listed = await sessionsOf(person)
    expect(listed.map(({ current }: { current: boolean }) => current)).toEqual([false, true])
    expect(listed[0]).toMatchObject({ host: 'localhost', network: '127.0.0.1' })
    expect(JSON.stringify(listed)).not.toContain('hash')
  })

  test('end one by one', async () => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    const elsewhere = await again(person.email)
    const [other] = await sessionsOf(person)
    expect((await person.delete(`/account/sessions/${other.id}`)).statusCode).toBe(204)
    expect((await elsewhere.get('/session')).statusCode).toBe(401)
    expect((await person.get('/session')).statusCode).toBe(200)
    expect((await person.delete(`/account/sessions/${other.id}`)).json()).toMatchObject({ code: 'not_found' })
  })

  test('of somebody else can’t be ended, and are not found', async () => {
    const [one, two] = [
      await newMember(deployment, 'acme', ['owner']),
      await newMember(deployment, 'acme', ['viewer']),
    ]
    const [theirs] = await sessionsOf(two)
    expect((await one.delete(`/account/sessions/${theirs.id}`)).json()).toMatchObject({ code: 'not_found' })
    expect((await two.get('/session')).statusCode).toBe(200)
  })

  test('end everywhere at once', async () => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    const elsewhere = await again(person.email)
    const gone = await person.delete('/account/sessions')
    expect(gone.statusCode).toBe(204)
    expect(String(gone.headers['set-cookie'])).toMatch(/Max-Age=0$/)
    for (const each of [person, elsewhere]) expect((await each.get('/session')).statusCode).toBe(401)
  })
})
