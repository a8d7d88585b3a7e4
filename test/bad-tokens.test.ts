import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inviteOperator } from '#owner/operators/operators.ts'
import type { OperatorTables } from '#owner/operators/operators.tables.ts'
import { password, type Visitor } from './deployment.ts'
import { openDeployment } from './open-deployment.ts'
import { linkTo } from './mails.ts'
import { newMember } from './new-member.ts'
import { type ConsoleSide, openConsole, operatorPassword } from './operators.ts'

const deployment = openDeployment()
let side: ConsoleSide
let owner: Visitor
beforeAll(async () => {
  side = await openConsole(deployment)
  owner = await deployment.signIn('acme', 'owner')
})
afterAll(async () => {
  await side.close()
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
  expire(token: string): Promise<unknown>
}

const at = (slug: Slug = 'acme') => deployment.visit(slug)
const expireIn =
  (table: string, column: string, until = 'expires_at') =>
  (token: string) =>
    deployment.admin.query(
      `update control.${table} set ${until} = now() - interval '1 second' where ${column} = $1`,
      [createHash('sha256').update(token).digest()],
    )
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
  'an access token': {
    make: async () => {
      const { email } = await newMember(deployment, 'acme', ['viewer'])
      return (await at().post('/tokens', { email, password })).json().accessToken
    },
    use: (token, slug) =>
      at(slug).request({ url: '/session', headers: { authorization: `Bearer ${token}` } }),
    malformed: noToken,
    none: noToken,
    onceOnly: false,
    expire: (token) => {
      const { sid } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())
      return deployment.admin.query('update control.token_families set expires_at = now() where id = $1', [
        sid,
      ])
    },
  },
  'the link of an operator': {
    make: async () => {
      const { token } = await deployment.tenancy
        .control<OperatorTables>()
        .run((tx) =>
          inviteOperator(tx, { email: `${randomUUID()}@operators.test`, name: 'Olga', role: 'support' }),
        )
      return token
    },
    // Elsewhere, for him, is the tenants' side, which knows no links of operators.
    use: (token, slug) =>
      slug === 'globex'
        ? at(slug).post('/password-links/use', { token, newPassword })
        : side.visit().post('/links/take', { token, password: operatorPassword }),
    malformed: invalid,
    none: linkOver,
    onceOnly: true,
    expire: expireIn('operators', 'link_hash', 'link_expires_at'),
  },
  'the cookie of an operator': {
    make: async () => (await side.enter('support')).cookie.split('=')[1]!,
    use: (token, slug) =>
      slug === 'globex'
        ? deployment.visit(slug, `__Host-tenantry=${token}`).get('/session')
        : side.visit(`__Host-operator=${token}`).get('/session'),
    malformed: signedOut,
    none: signedOut,
    onceOnly: false,
    expire: expireIn('operator_sessions', 'token_hash'),
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

  test('is none elsewhere, and is left as it was', async () => {
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
    await kind.expire(token)
    expect(answered(await kind.use(token))).toEqual(kind.none)
  })
})
