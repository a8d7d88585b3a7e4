import { newId } from '@tenantry/tenancy'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { strictObject } from '#contract/route.ts'
import { listDeadLetters } from '#platform/outbox/dead-letters.ts'
import type { JobList, TenantErrand } from '#platform/outbox/jobs.ts'
import type { Worker } from '#platform/outbox/worker.ts'
import { type OutboxDeployment, startOutboxDeployment } from '#test/outbox.ts'
import { type SmtpPeer, startSmtpPeer } from '#test/smtp.ts'
import { type Mail, type Mailer, openMailer } from './mailer.ts'
import { mailIn } from './write-mail.ts'

const greeting = mailIn<{ name: string; link: string }>({
  en: ({ name, link }) => ({
    subject: `Hello ${name}`,
    parts: [`Dear ${name},`, { link, words: 'Come in' }],
  }),
  hi: ({ name, link }) => ({ subject: `नमस्ते ${name}`, parts: [`प्रिय ${name},`, { link, words: 'अंदर आएँ' }] }),
})

let smtp: SmtpPeer
let deployment: OutboxDeployment
let mailer: Mailer
let worker: Worker | undefined

const Recipient = strictObject({ to: Type.String() })
const greet: TenantErrand<typeof Recipient, unknown> = {
  kind: 'tenant-errand',
  payload: Recipient,
  attempts: 5,
  retryAfter: () => 0.05,
  perform: async ({ tenant }, { to }, { id }) => {
    await mailer.send({ ...mailTo(to), messageId: id, tenantId: tenant.id })
  },
}
const jobs: JobList = { greet }

const mailTo = (to: string): Mail => ({
  messageId: newId(),
  to,
  ...greeting('en-IN', { name: 'Asha', link: 'https://clinic.example/join?token=abc' }),
})

beforeAll(async () => {
  smtp = await startSmtpPeer()
  deployment = await startOutboxDeployment()
  const control = deployment.tenancy.control<never>()
  mailer = openMailer({ control, smtpUrl: smtp.url, from: 'Clinics <post@clinics.example>' })
  worker = await deployment.startWorker({ jobs })
})
afterEach(() => void smtp.received.splice(0))
afterAll(async () => {
  await worker?.stop()
  await deployment?.close()
  await smtp?.close()
})

const ask = async (to: string) => {
  const [id] = await deployment.ask(deployment.tenant('acme'), [{ name: 'greet', payload: { to } }])
  return id!
}
test('a mail is delivered once, in plain text and in HTML, and names its job', async () => {
  const id = await ask('asha@example.org')
  await deployment.doneJob('acme', id)
  expect(smtp.received).toHaveLength(1)
  const { from, to, mail } = smtp.received[0]!
  expect({ from, to }).toEqual({ from: 'post@clinics.example', to: ['asha@example.org'] })
  expect(mail).toMatchObject({
    messageId: `<${id}@clinics.example>`,
    subject: 'Hello Asha',
    from: { name: 'Clinics', address: 'post@clinics.example' },
  })
  expect(mail.text).toContain('Come in:\nhttps://clinic.example/join?token=abc')
  expect(mail.html).toContain('<a href="https://clinic.example/join?token=abc"><strong>Come in</strong></a>')
  expect(mail.html).toContain('<html lang="en">')
  expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
})

test('a recipient who is refused for now is tried again, and one who is refused for good is not', async () => {
  smtp.next('temporary', 'temporary')
  const later = await ask('later@example.org')
  expect(await deployment.doneJob('acme', later)).toMatchObject({ attempts: 2 })
  expect(smtp.received).toHaveLength(1)

  smtp.next('permanent')
  const never = await ask('never@example.org')
  expect(await deployment.givenUpJob('acme', never)).toMatchObject({
    attempts: 1,
    reason: 'the mail server refused it (550)',
  })
  expect(smtp.received).toHaveLength(1)
  expect(JSON.stringify(await listDeadLetters(deployment.tenancy))).not.toContain('example.org')
})

test('a mail whose server vanished before it answered goes out again as the same mail', async () => {
  smtp.next('vanish')
  const id = await ask('asha@example.org')
  await deployment.doneJob('acme', id)
  expect(smtp.received.map(({ mail }) => mail.messageId)).toEqual([
    `<${id}@clinics.example>`,
    `<${id}@clinics.example>`,
  ])
})

test('nothing in a subject or a recipient can begin another header or reach another person', async () => {
  await mailer.send({ ...mailTo('asha@example.org'), subject: 'Hello\r\nBcc: eve@example.org\r\n\r\nevil' })
  const [{ mail, to, raw }] = smtp.received as [(typeof smtp.received)[0]]
  expect(to).toEqual(['asha@example.org'])
  expect(mail.subject).toBe('Hello Bcc: eve@example.org evil')
  expect(mail.headers.map(({ key }) => key)).not.toContain('bcc')
  expect(raw).not.toMatch(/^bcc:/im)
  for (const address of [
    'asha@example.org\r\nBcc: eve@example.org',
    'asha@example.org, eve@example.org',
    'Asha <asha@example.org>',
    '"asha, eve"@example.org',
    'nobody',
  ]) {
    await expect(mailer.send(mailTo(address))).rejects.toThrow('the recipient’s address is not one')
  }
  expect(smtp.received).toHaveLength(1)
})

test('what people have typed is text in a mail, and only a web address is a link', () => {
  const { html } = greeting('hi-IN', {
    name: '<img src=x onerror=alert(1)>',
    link: 'https://a.example/?a=1&b="2',
  })
  expect(html).toContain('प्रिय &lt;img src=x onerror=alert(1)&gt;,')
  expect(html).toContain('href="https://a.example/?a=1&amp;b=&quot;2"')
  expect(() => greeting('en', { name: 'Asha', link: 'javascript:alert(1)' })).toThrow('must be a web address')
})

test('without a mail server a mail is kept, once for each job, and nothing says that it was sent', async () => {
  const { tenancy } = deployment
  const capturing = openMailer({ control: tenancy.control(), from: 'post@clinics.example' })
  expect([mailer.sends, capturing.sends]).toEqual([true, false])
  const mail = mailTo('asha@example.org')
  await capturing.send({ ...mail, tenantId: deployment.tenant('acme').id })
  await capturing.send({ ...mail, subject: 'The second try', tenantId: deployment.tenant('acme').id })
  const kept = await tenancy
    .control()
    .read((db) =>
      db
        .raw<{ recipient: string; subject: string }>(
          sql`select recipient, subject from control.captured_mails where id = ${mail.messageId}`,
        )
        .execute(),
    )
  expect(kept).toEqual([{ recipient: 'asha@example.org', subject: 'The second try' }])
  expect(smtp.received).toEqual([])
})
