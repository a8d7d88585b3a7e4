import { createHash, randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Deployment, password, startDeployment, type Visitor } from './deployment.ts'
import { linkTo } from './mails.ts'
import { newMember } from './new-member.ts'

let deployment: Deployment
let admin: pg.Client
let owner: Visitor
beforeAll(async () => {
  deployment = await startDeployment()
  admin = new pg.Client({ connectionString: deployment.adminUrl })
  await admin.connect()
  owner = await deployment.signIn('acme', 'owner')
})
afterAll(async () => {
  await admin.end()
  await deployment.close()
})

const newPassword = 'grey otters walk at night'
type Slug = 'acme' | 'globex'
type Answer = Awaited<ReturnType<Visitor['get']>>

/** Something that lets somebody in or lets him do something once: how it is got, how it is used. */
interface Kind {
  make(): Promise<string>
  use(token: string, slug?: Slug): Promise<Answer>
  /** How the door answers a token that is none, one that could be one, one of elsewhere, one of too long ago. */
  malformed: [status: number, code: string]
  none: [status: number, code: string]
  /** Refused when it comes again; left out for what may come again and again. */
  onceOnly: boolean
  expire(hash: Buffer): Promise<unknown>
}

const at = (slug: Slug = 'acme') => deployment.visit(slug)
const expireIn = (table: string, column: string) => (hash: Buffer) =>
  admin.query(`update control.${table} set expires_at = now() - interval '1 second' where ${column} = $1`, [
    hash,
  ])
const linkOver: [number, string] = [410, 'link_over']
const invalid: [number, string] = [400, 'invalid_input']
const signedOut: [number, string] = [401, 'not_signed_in']
const noToken: [number, string] = [401, 'invalid_token']

const kinds: Record<string, Kind> = {
  'the cookie of a session': {
    make: async () => (await newMember(deployment, 'acme', ['viewer'])).cookie!.split('=')[1]!,
    use: (token, slug = 'acme') => deployment.visit(slug, `__Host-tenantry=${token}`).get('/session'),
    malformed: signedOut,
    none: signedOut,
    onceOnly: false,
    expire: expireIn('sessions', 'token_hash'),
  },
  'the link of an invitation': {
    make: async () => {
      const person = { email: `${randomUUID()}@example.org`, name: 'Grace', roles: ['nurse'] }
      return (await owner.post('/invitations', person)).json().link.split('#')[1]
    },
    use: (token, slug) => at(slug).post('/invitations/accept', { token, password: newPassword }),
    malformed: invalid,
    none: linkOver,
    onceOnly: true,
    expire: expireIn('invitations', 'token_hash'),
  },
  'the link to a new password': {
    make: async () => {
      const { email } = await newMember(deployment, 'acme', ['viewer'])
      await at().post('/password-links', { email })
      return (await linkTo(deployment, email)).token
    },
    use: (token, slug) => at(slug).post('/password-links/use', { token, newPassword }),
    malformed: invalid,
    none: linkOver,
    onceOnly: true,
    expire: expireIn('one_time_links', 'token_hash'),
  },
  'the link that verifies an address': {
    make: async () => {
      const person = await newMember(deployment, 'acme', ['viewer'])
      await person.request({ method: 'POST', url: '/account/email/verification' })
      return (await linkTo(deployment, person.email)).token
    },
    use: (token, slug) => at(slug).post('/email-links/use', { token }),
    malformed: invalid,
    none: linkOver,
    onceOnly: true,
    expire: expireIn('one_time_links', 'token_hash'),
  },
  'a refresh token': {
    make: async () => {
      const { email } = await newMember(deployment, 'acme', ['viewer'])
      return (await at().post('/tokens', { email, password })).json().refreshToken
    },
    use: (refreshToken, slug) => at(slug).post('/tokens/refresh', { refreshToken }),
    malformed: invalid,
    none: noToken,
    onceOnly: true,
    expire: expireIn('refresh_tokens', 'token_hash'),
  },
  'an API key': {
    make: async () => {
      const asked = { name: 'Lab', scopes: ['patient.read'], days: 1, password }
      return (await owner.post('/api-keys', asked)).json().key
    },
    use: (key, slug) => at(slug).request({ url: '/patients', headers: { authorization: `Bearer ${key}` } }),
    malformed: noToken,
    none: noToken,
    onceOnly: false,
    expire: expireIn('api_keys', 'key_hash'),
  },
}

const answered = (answer: Answer) => [answer.statusCode, answer.json().code]
const hashOf = (token: string) => createHash('sha256').update(token).digest()

describe.each(Object.entries(kinds))('%s', (_name, kind) => {
  test.each([
    '',
    'x',
    'A'.repeat(42),
    'A'.repeat(44),
    `${'A'.repeat(42)}'`,
    '../../etc/passwd',
    `${'%00'.repeat(14)}A`,
  ])('is not %j', async (token) => {
    const [status, code] = answered(await kind.use(token))
    expect([kind.malformed, kind.none]).toContainEqual([status, code])
  })

  test('is not one that nobody was given', async () => {
    expect(answered(await kind.use('A'.repeat(43)))).toEqual(kind.none)
  })

  test('is none at another clinic, and is left as it was', async () => {
    const token = await kind.make()
    const foreign = answered(await kind.use(token, 'globex'))
    // The session itself is good on the platform's host; there its person is nobody.
    expect([kind.none, [403, 'not_a_member']]).toContainEqual(foreign)
    expect((await kind.use(token)).statusCode).toBeLessThan(300)
  })

  test.runIf(kind.onceOnly)('works once', async () => {
    const token = await kind.make()
    expect((await kind.use(token)).statusCode).toBeLessThan(300)
    expect(answered(await kind.use(token))).toEqual(kind.none)
  })

  test.runIf(kind.onceOnly)('has one effect when it is used four times at once', async () => {
    const token = await kind.make()
    const answers = await Promise.all([1, 2, 3, 4].map(() => kind.use(token)))
    const good = answers.filter(({ statusCode }) => statusCode < 300)
    expect(good).toHaveLength(1)
    for (const answer of answers.filter((each) => !good.includes(each))) {
      expect(answered(answer)).toEqual(kind.none)
    }
  })

  test('is over when its time is', async () => {
    const token = await kind.make()
    await kind.expire(hashOf(token))
    expect(answered(await kind.use(token))).toEqual(kind.none)
  })
})

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
    const { token } = { token: await kinds['the link of an invitation']!.make() }
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
