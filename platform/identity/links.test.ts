import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { password, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { linkTo, mailsTo } from '#test/mails.ts'
import { newMember } from '#test/new-member.ts'
import { giveApp } from '#test/own-factor.ts'

const deployment = openDeployment()

const newPassword = 'grey otters walk at night'
const acme = () => deployment.visit('acme')
let network = 0
/** From a new network each time: how many one may ask for is tried on its own. */
const askFor = (email: string, visitor: Visitor = acme(), headers: Record<string, string> = {}) =>
  visitor.request({
    method: 'POST',
    url: '/password-links',
    remoteAddress: `198.51.100.${++network}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify({ email }),
  })
const use = (token: string, word = newPassword, visitor = acme()) =>
  visitor.post('/password-links/use', { token, newPassword: word })
const signIn = (email: string, word = password) => acme().post('/session', { email, password: word })
const forgetful = async () => {
  const person = await newMember(deployment, 'acme', ['nurse'])
  expect((await askFor(person.email)).statusCode).toBe(204)
  return { ...person, ...(await linkTo(deployment, person.email)) }
}
const verify = (visitor: Visitor) => visitor.request({ method: 'POST', url: '/account/email/verification' })
const expire = (token: string) =>
  deployment.admin.query(`update control.one_time_links set expires_at = now() where token_hash = $1`, [
    createHash('sha256').update(token).digest(),
  ])

describe('a forgotten password', () => {
  test('is replaced by a link that comes by mail, and everybody is signed out', async () => {
    const { email, token, page, ...person } = await forgetful()
    expect(page).toBe('http://localhost:8080/clinic/acme/set-password')
    expect((await acme().post('/password-links/look', { token })).json()).toEqual({ email })
    const answer = await use(token)
    expect(answer.statusCode, answer.body).toBe(204)
    expect(String(answer.headers['set-cookie'])).not.toContain('__Host-tenantry=')
    expect((await person.get('/session')).statusCode).toBe(401)
    expect((await signIn(email)).statusCode).toBe(401)
    expect((await signIn(email, newPassword)).statusCode).toBe(200)
    const subjects = (await mailsTo(deployment, email)).map(({ subject }) => subject)
    expect(subjects).toContain('Your password at Acme Clinic was changed')
  })

  test('is answered alike for a member, a stranger to the clinic and nobody', async () => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    const elsewhere = await newMember(deployment, 'globex', ['viewer'])
    const gone = await newMember(deployment, 'acme', ['viewer'])
    await deployment.admin.query(`update control.members set status = 'deactivated' where id = $1`, [
      gone.memberId,
    ])
    const emails = [person.email, elsewhere.email, gone.email, 'nobody@example.org']
    const answers = []
    for (const email of emails) answers.push(await askFor(email))
    for (const { statusCode, body, headers } of answers) {
      expect([statusCode, body]).toEqual([204, ''])
      expect(Object.keys(headers)).toEqual(Object.keys(answers[0]!.headers))
    }
    const mails = []
    for (const email of emails) mails.push((await mailsTo(deployment, email)).length)
    expect(mails).toEqual([1, 0, 0, 0])
    // The others exist: at their own clinic they get their mail.
    await askFor(elsewhere.email, deployment.visit('globex'))
    expect(await linkTo(deployment, elsewhere.email)).toMatchObject({
      page: 'http://localhost:8080/clinic/globex/set-password',
    })
  })

  test('leaves the second factor to be shown', async () => {
    const { token, email, accountId } = await forgetful()
    await giveApp(deployment, accountId)
    const set = await use(token)
    expect(set.statusCode, set.body).toBe(204)
    expect((await signIn(email, newPassword)).json()).toMatchObject({
      limit: 'second_factor',
      permissions: [],
    })
  })

  test('keeps only the hash of what was sent', async () => {
    const { token } = await forgetful()
    const { rows } = await deployment.admin.query('select * from control.one_time_links')
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(rows.map((row) => row.token_hash?.toString('hex'))).toContain(
      createHash('sha256').update(token).digest('hex'),
    )
    const { rows: jobs } = await deployment.admin.query('select * from control.outbox_jobs')
    expect(JSON.stringify(jobs)).not.toContain(token)
    expect(deployment.log()).not.toContain(token)
  })

  test('can be replaced once with each link, and only within the hour', async () => {
    const first = await forgetful()
    await askFor(first.email)
    const second = await linkTo(deployment, first.email)
    const third = await forgetful()
    await expire(third.token)
    expect((await use(third.token)).json()).toMatchObject({ status: 410, code: 'link_over' })
    expect((await use(first.token)).statusCode).toBe(204)
    // Used, and the one that was sent after it with it.
    for (const { token } of [first, second]) {
      expect((await use(token)).json()).toMatchObject({ status: 410, code: 'link_over' })
      expect((await acme().post('/password-links/look', { token })).json()).toMatchObject({
        code: 'link_over',
      })
    }
  })

  test('is replaced once of ten times at once', async () => {
    const { token, email } = await forgetful()
    await askFor(email)
    const other = await linkTo(deployment, email)
    const tokens = Array.from({ length: 10 }, (_, at) => (at % 2 ? token : other.token))
    const answers = await Promise.all(tokens.map((each) => use(each)))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([204, ...Array(9).fill(410)])
  })

  test('is not replaced at another clinic’s address, nor with a link for something else', async () => {
    const { token, ...person } = await forgetful()
    expect((await use(token, newPassword, deployment.visit('globex'))).json()).toMatchObject({
      code: 'link_over',
    })
    expect((await acme().post('/email-links/use', { token })).json()).toMatchObject({ code: 'link_over' })
    await verify(person)
    const verification = await linkTo(deployment, person.email)
    expect((await use(verification.token)).json()).toMatchObject({ code: 'link_over' })
    expect((await use(token)).statusCode).toBe(204)
  })

  test.each(['', 'x', 'A'.repeat(44), `${'A'.repeat(42)}'`, '../'.repeat(14)])(
    'is not replaced with %j',
    async (token) => {
      expect((await use(token)).json()).toMatchObject({ status: 400, code: 'invalid_input', field: 'token' })
    },
  )

  test.each([
    ['eight chars', 'password_too_short'],
    ['acme-acme-clinic-clinic', 'password_too_common'],
  ])('is not replaced by %s, and the link can still be used', async (word, code) => {
    const { token } = await forgetful()
    expect((await use(token, word)).json()).toMatchObject({ status: 400, code, field: 'newPassword' })
    expect((await use(token)).statusCode).toBe(204)
  })

  test.each([
    ['host', 'evil.example'],
    ['x-forwarded-host', 'evil.example'],
    ['forwarded', 'host=evil.example'],
    ['x-original-url', 'https://evil.example/'],
    ['origin', 'http://localhost:8080'],
    ['referer', 'https://evil.example/'],
  ])('is never sent a link to what the header %s says', async (header, value) => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    await askFor(person.email, acme(), { [header]: value })
    await askFor(person.email)
    for (const { text } of await mailsTo(deployment, person.email)) expect(text).not.toContain('evil')
    expect((await linkTo(deployment, person.email)).page).toBe(
      'http://localhost:8080/clinic/acme/set-password',
    )
  })

  test('cannot be used to flood somebody with mail', async () => {
    const statuses = []
    for (let i = 0; i < 6; i++) statuses.push((await askFor('Someone@example.org')).statusCode)
    expect(statuses).toEqual([204, 204, 204, 204, 204, 429])
    expect((await askFor('other@example.org')).statusCode).toBe(204)
  })

  test.each(['UPPER@Acme.Test', 'plus+tag@acme.test', 'jos\u00e9@acme.test', `${'x'.repeat(240)}@acme.test`])(
    'is found for the address %s',
    async (email) => {
      const person = await newMember(deployment, 'acme', ['viewer'])
      const stored = email.toLowerCase()
      await deployment.admin.query('update control.accounts set email = $1 where id = $2', [
        stored,
        person.accountId,
      ])
      await askFor(email.normalize('NFD'))
      expect((await linkTo(deployment, stored)).token).toHaveLength(43)
    },
  )

  test('is refused an address of 300 characters', async () => {
    const answer = await askFor(`${'x'.repeat(290)}@acme.test`)
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_input', field: 'email' })
  })
})

describe('an e-mail address', () => {
  const emailOf = async (visitor: Visitor) => (await visitor.get('/account/email')).json()
  const confirm = (token: string, visitor = acme()) => visitor.post('/email-links/use', { token })
  const change = (visitor: Visitor, email: string, word = password) =>
    visitor.post('/account/email', { email, password: word })

  test('is verified by a link, once', async () => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    expect(await emailOf(person)).toEqual({ email: person.email, verified: false, pending: null })
    await verify(person)
    const { token, page } = await linkTo(deployment, person.email)
    expect(page).toBe('http://localhost:8080/clinic/acme/confirm-email')
    expect((await confirm(token)).json()).toEqual({ kind: 'verify_email', email: person.email })
    expect(await emailOf(person)).toMatchObject({ verified: true })
    expect((await confirm(token)).json()).toMatchObject({ status: 410, code: 'link_over' })
  })

  test('is changed by a link to the new one, and the old one is told', async () => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    const email = `new.${person.email}`
    await askFor(person.email)
    const reset = await linkTo(deployment, person.email)
    expect((await change(person, email.toUpperCase())).statusCode).toBe(204)
    expect(await emailOf(person)).toEqual({ email: person.email, verified: false, pending: email })
    const { token } = await linkTo(deployment, email)
    expect((await signIn(person.email)).statusCode).toBe(200)
    expect((await confirm(token)).json()).toEqual({ kind: 'change_email', email })
    expect(await emailOf(person)).toEqual({ email, verified: true, pending: null })
    expect((await signIn(email)).statusCode).toBe(200)
    expect((await signIn(person.email)).statusCode).toBe(401)
    const [notice] = await mailsTo(deployment, person.email)
    expect(notice).toMatchObject({ subject: 'Your e-mail address at Acme Clinic was changed' })
    expect(notice!.text).toContain(email)
    // What lies in the old mailbox opens nothing any more.
    expect((await use(reset.token)).json()).toMatchObject({ code: 'link_over' })
  })

  test('is not changed without the password, nor to the same', async () => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    expect((await change(person, 'new@example.org', 'a guess')).json()).toMatchObject({
      code: 'wrong_password',
    })
    expect((await change(person, person.email.toUpperCase())).json()).toMatchObject({
      status: 400,
      code: 'email_unchanged',
      field: 'email',
    })
    expect(await emailOf(person)).toMatchObject({ pending: null })
  })

  test('that somebody else has is asked for with the same answer, and never taken', async () => {
    const [one, two] = [
      await newMember(deployment, 'acme', ['viewer']),
      await newMember(deployment, 'acme', ['viewer']),
    ]
    expect((await change(one, two.email)).statusCode).toBe(204)
    expect(await mailsTo(deployment, two.email)).toEqual([])
    // Taken in between: the link was sent when the address was free.
    const wanted = `wanted.${one.email}`
    await change(one, wanted)
    const { token } = await linkTo(deployment, wanted)
    await deployment.admin.query('update control.accounts set email = $1 where id = $2', [
      wanted,
      two.accountId,
    ])
    expect((await confirm(token)).json()).toMatchObject({ status: 409, code: 'already_exists' })
    expect(await emailOf(one)).toMatchObject({ email: one.email })
  })

  test('that was asked for last is the one: the link before it is over', async () => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    await change(person, `first.${person.email}`)
    const first = await linkTo(deployment, `first.${person.email}`)
    await change(person, `second.${person.email}`)
    expect((await confirm(first.token)).json()).toMatchObject({ code: 'link_over' })
    expect(await emailOf(person)).toMatchObject({ pending: `second.${person.email}` })
  })

  test('that was changed meanwhile is not verified by the former one’s link', async () => {
    const person = await newMember(deployment, 'acme', ['viewer'])
    await verify(person)
    const { token } = await linkTo(deployment, person.email)
    await deployment.admin.query('update control.accounts set email = $1 where id = $2', [
      `moved.${person.email}`,
      person.accountId,
    ])
    expect((await confirm(token)).json()).toMatchObject({ code: 'link_over' })
    expect(await emailOf(person)).toMatchObject({ verified: false })
  })
})
