import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Deployment, startDeployment, type Visitor } from '#test/deployment.ts'
import { type Received, type SmtpPeer, startSmtpPeer } from '#test/smtp.ts'

let smtp: SmtpPeer
let deployment: Deployment
let owner: Visitor
beforeAll(async () => {
  smtp = await startSmtpPeer()
  deployment = await startDeployment({ sendsMail: true })
  await deployment.admin.query(`update control.tenants set locale = 'hi-IN' where slug = 'globex'`)
  await vi.waitUntil(() => deployment.tenant('globex').locale === 'hi-IN', { timeout: 20_000 })
  await deployment.startWorker({ smtpUrl: smtp.url })
  owner = await deployment.signIn('acme', 'owner')
})
afterAll(async () => {
  await deployment?.close()
  await smtp?.close()
})

const chosen = 'grey otters walk at night'
let count = 0
const somebody = (roles = ['nurse']) => ({
  email: `staff${++count}@example.org`,
  name: 'Grace Hopper',
  roles,
})
const mailsTo = (email: string) => smtp.received.filter(({ to }) => to.includes(email))
const received = (email: string, many = 1): Promise<Received[]> =>
  vi.waitUntil(
    () => {
      const mails = mailsTo(email)
      return mails.length >= many && mails
    },
    { timeout: 30_000, interval: 20 },
  )
const tokenIn = ({ mail }: Received) => /#([\w-]{43})/.exec(mail.text ?? '')![1]!
const accept = (token: string, slug: 'acme' | 'globex' = 'acme') =>
  deployment.visit(slug).post('/invitations/accept', { token, password: chosen })
const signIn = (email: string, password: string) =>
  deployment.visit('acme').post('/session', { email, password })
const isVerified = async (email: string) => {
  const { rows } = await deployment.admin.query(
    'select email_verified_at from control.accounts where email = $1',
    [email],
  )
  return rows[0].email_verified_at !== null
}
/** Nothing of what was asked for so far is waiting to be done. */
const untilIdle = () =>
  vi.waitUntil(
    async () => {
      const { rows } = await deployment.admin.query(
        'select count(*)::int as n from control.outbox_jobs where done_at is null and failed_at is null',
      )
      return rows[0].n === 0
    },
    { timeout: 30_000, interval: 50 },
  )

test('an invitation goes out by mail, in words and in HTML, with a link of the clinic’s own address', async () => {
  const person = somebody()
  const sent = await owner.post('/invitations', person)
  expect(sent.json()).toMatchObject({ mailed: true })
  const [mail] = (await received(person.email)) as [Received]
  expect(mail.mail.subject).toBe('owner invites you to Acme Clinic')
  expect(mail.mail.text).toMatch(/Dear Grace Hopper,[^]*until \d+ \w+ 20\d\d/)
  const link = `http://localhost:8080/clinic/acme/join#${tokenIn(mail)}`
  expect(mail.mail.text).toContain(link)
  expect(mail.mail.html).toContain(`href="${link}"`)
  expect((await accept(tokenIn(mail))).statusCode).toBe(204)
  expect((await signIn(person.email, chosen)).json()).toMatchObject({ roles: ['nurse'] })
  // The mail has reached its person, and no other is needed to show that.
  expect(await isVerified(person.email)).toBe(true)
  await untilIdle()
  expect(mailsTo(person.email)).toHaveLength(1)
  // The link that its sender was shown went with it.
  expect((await accept(sent.json().link.split('#')[1])).json()).toMatchObject({ code: 'link_over' })
})

test('an invitation that is handed over instead lets somebody in, whose address is asked about then', async () => {
  const person = somebody()
  const sent = await owner.post('/invitations', person)
  await received(person.email)
  expect((await accept(sent.json().link.split('#')[1])).statusCode).toBe(204)
  expect(await isVerified(person.email)).toBe(false)
  const [, question] = (await received(person.email, 2)) as [Received, Received]
  expect(question.mail.subject).toBe('Your e-mail address at Acme Clinic')
  await deployment.visit('acme').post('/email-links/use', { token: tokenIn(question) })
  expect(await isVerified(person.email)).toBe(true)
})

test('sent again it has another link, and taken back none that works', async () => {
  const person = somebody()
  const { invitation } = (await owner.post('/invitations', person)).json()
  await received(person.email)
  const at = `/invitations/${invitation.id}`
  const again = await owner.request({ method: 'POST', url: `${at}/resend` })
  expect(again.json()).toMatchObject({ mailed: true })
  const mails = await received(person.email, 2)
  const [first, second] = mails.map(tokenIn) as [string, string]
  expect((await accept(first)).json()).toMatchObject({ status: 410, code: 'link_over' })
  // Another clinic's door knows neither.
  expect((await accept(second, 'globex')).json()).toMatchObject({ code: 'link_over' })
  expect((await owner.delete(at)).statusCode).toBe(204)
  expect((await accept(second)).json()).toMatchObject({ code: 'link_over' })
  await untilIdle()
  expect(mailsTo(person.email)).toHaveLength(2)
})

test('a mail server that refuses for now gets it once it is well', async () => {
  const person = somebody()
  smtp.next('temporary')
  await owner.post('/invitations', person)
  const [mail] = (await received(person.email)) as [Received]
  expect((await accept(tokenIn(mail))).statusCode).toBe(204)
})

test('of the mail’s token only the hash is kept', async () => {
  const person = somebody()
  await owner.post('/invitations', person)
  const [mail] = (await received(person.email)) as [Received]
  for (const table of ['control.invitations', 'control.outbox_jobs', 'control.captured_mails']) {
    const { rows } = await deployment.admin.query(`select each::text as row from ${table} each`)
    expect(JSON.stringify(rows), table).not.toContain(tokenIn(mail))
  }
})

test('a temporary password is sent once, however often it was asked for, and stands nowhere in clear', async () => {
  const person = somebody(['doctor'])
  const ask = () =>
    owner.post('/members', person, { 'idempotency-key': `add ${person.email}`.replace(' ', '-') })
  const answers = [await ask(), await ask()]
  expect(answers[1]!.body).toBe(answers[0]!.body)
  const { temporaryPassword, mailed } = answers[0]!.json()
  expect(mailed).toBe(true)
  const [mail] = (await received(person.email)) as [Received]
  expect(mail.mail.subject).toBe('Your access to Acme Clinic')
  expect(mail.mail.text).toContain(temporaryPassword)
  expect(mail.mail.html).toContain(temporaryPassword)
  expect(mail.mail.text).toContain('http://localhost:8080/clinic/acme/sign-in')
  await untilIdle()
  expect(mailsTo(person.email)).toHaveLength(1)
  for (const table of [
    'control.outbox_jobs',
    'control.idempotency_keys',
    'control.accounts',
    'control.audit_events',
  ]) {
    const { rows } = await deployment.admin.query(`select each::text as row from ${table} each`)
    expect(JSON.stringify(rows), table).not.toContain(temporaryPassword)
  }
  expect(deployment.log()).not.toContain(temporaryPassword)
  expect((await signIn(person.email, temporaryPassword)).json()).toMatchObject({
    limit: 'temporary_password',
  })
})

test('a clinic that works in Hindi writes in Hindi', async () => {
  const theirs = await deployment.signIn('globex', 'owner')
  const [invited, added] = [somebody(), somebody()]
  await theirs.post('/invitations', invited)
  await theirs.post('/members', added)
  const [invitation] = (await received(invited.email)) as [Received]
  expect(invitation.mail.subject).toBe('owner आपको Globex Clinic में आमंत्रित करते हैं')
  expect(invitation.mail.html).toContain('<html lang="hi">')
  const [access] = (await received(added.email)) as [Received]
  expect(access.mail.subject).toBe('Globex Clinic में आपका प्रवेश')
})
