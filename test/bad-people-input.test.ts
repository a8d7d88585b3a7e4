import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { password, type Visitor } from './deployment.ts'
import { openDeployment } from './open-deployment.ts'
import { newMember } from './new-member.ts'

const deployment = openDeployment()
let owner: Visitor
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
})

const newPassword = 'grey otters walk at night'
type Answer = Awaited<ReturnType<Visitor['get']>>

const at = () => deployment.visit('acme')

describe('an e-mail address', () => {
  const doors: Record<string, (email: string) => Promise<Answer>> = {
    'of an invitation': (email) => owner.post('/invitations', { email, name: 'Grace', roles: ['nurse'] }),
    'of a member made at once': (email) => owner.post('/members', { email, name: 'Grace', roles: ['nurse'] }),
    'of a new owner': (email) =>
      deployment.app.inject({
        method: 'POST',
        url: '/api/registrations',
        headers: {
          host: 'localhost:8080',
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/json',
        },
        payload: JSON.stringify({
          app: 'clinic',
          slug: `clinic-${randomUUID().slice(0, 8)}`,
          name: 'Riverside',
          owner: { name: 'Asha', email, password: newPassword },
        }),
      }),
  }

  test.each(Object.entries(doors))(
    '%s may have capitals, a plus sign and letters of any script',
    async (_name, ask) => {
      for (const email of [
        'Ada.{n}@Example.ORG',
        'ada+{n}@example.org',
        'jos\u00e9.{n}@example.org',
        '{n}@उदाहरण.भारत',
      ]) {
        const answer = await ask(email.replace('{n}', randomUUID()))
        expect(answer.statusCode, `${email} ${answer.body}`).toBe(201)
      }
    },
  )

  test.each(Object.entries(doors))('%s is refused where it is none', async (_name, ask) => {
    for (const email of [
      `${'x'.repeat(290)}@acme.test`,
      'nobody',
      'a b@example.org',
      'a@b',
      '@example.org',
      'a\0@example.org',
    ]) {
      const { code, field } = (await ask(email)).json()
      expect([email, code], field).toEqual([email, 'invalid_input'])
    }
  })

  test('is one person’s however it is written', async () => {
    const name = randomUUID()
    const made = await owner.post('/members', {
      email: `Jos\u00e9.${name}@Acme.test`,
      name: 'J',
      roles: ['nurse'],
    })
    const { temporaryPassword } = made.json()
    for (const email of [`jos\u00e9.${name}@acme.test`, `JOSE\u0301.${name.toUpperCase()}@ACME.TEST`]) {
      const again = await owner.post('/members', { email, name: 'J', roles: ['nurse'] })
      expect(again.json(), email).toMatchObject({ status: 409, code: 'account_exists' })
      const entered = await at().post('/session', { email, password: temporaryPassword })
      expect(entered.statusCode, email).toBe(200)
    }
  })
})

describe('nobody gives himself more by what he sends', () => {
  const more = {
    roles: ['owner'],
    permissions: ['member.write'],
    tenantId: randomUUID(),
    status: 'active',
    isAdmin: true,
  }

  test.each(Object.keys(more))('%s in a body', async (field) => {
    const extra = { [field]: more[field as keyof typeof more] }
    const nurse = await newMember(deployment, 'acme', ['nurse'])
    const invited = await owner.post('/invitations', {
      email: `${randomUUID()}@example.org`,
      name: 'Grace',
      roles: ['nurse'],
    })
    const token = invited.json().link.split('#')[1]
    const answers: [string, Answer][] = [
      ['sign-in', await at().post('/session', { email: nurse.email, password, ...extra })],
      ['joining', await at().post('/invitations/accept', { token, password: newPassword, ...extra })],
      ['password', await nurse.post('/account/password', { password, newPassword, ...extra })],
      ['name', await nurse.patch('/account', { name: 'Ada', ...extra })],
      ['programs', await at().post('/tokens', { email: nurse.email, password, ...extra })],
    ]
    for (const [name, answer] of answers) {
      expect([name, answer.json().code, answer.json().field]).toEqual([name, 'invalid_input', field])
    }
    expect((await nurse.get('/session')).json().roles).toEqual(['nurse'])
  })

  test('an admin’s own rights are the most that he can give', async () => {
    const boss = await newMember(deployment, 'acme', ['admin'])
    const person = { email: `${randomUUID()}@example.org`, name: 'Eve', roles: ['owner'] }
    for (const url of ['/members', '/invitations']) {
      expect((await boss.post(url, person)).json()).toMatchObject({ status: 403, code: 'forbidden' })
    }
    const own = await boss.patch(`/members/${boss.memberId}`, { roles: ['owner'] }, { 'if-match': '"1"' })
    expect(own.json()).toMatchObject({ code: 'forbidden' })
    const key = { name: 'All', scopes: ['ownership.transfer'], days: 1, password }
    expect((await boss.post('/api-keys', key)).json()).toMatchObject({ code: 'forbidden', field: 'scopes' })
  })
})

test.each(['admin', 'api', 'owner', 'a', 'xn--80ak6aa92e', 'xn--clinic', '-a-', 'adm1n', 'ACME', 'acme'])(
  'no clinic gets the address %s',
  async (slug) => {
    const answer = await deployment.app.inject({
      method: 'POST',
      url: '/api/registrations',
      remoteAddress: '198.51.100.77',
      headers: {
        host: 'localhost:8080',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
      },
      payload: JSON.stringify({
        app: 'clinic',
        slug,
        name: 'Riverside',
        owner: { name: 'Asha', email: `${randomUUID()}@example.org`, password: newPassword },
      }),
    })
    expect(answer.json()).toMatchObject({ status: 409, code: 'slug_unavailable', field: 'slug' })
  },
)
