import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { password, startDeployment, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'

const deployment = openDeployment()

const cookieOf = (answer: { headers: Record<string, unknown> }) => String(answer.headers['set-cookie'])
const tokenOf = (answer: { headers: Record<string, unknown> }) => /=([^;]+)/.exec(cookieOf(answer))![1]!
const signIn = (visitor: Visitor, email: string, word = password) =>
  visitor.post('/session', { email, password: word })

describe('signing in', () => {
  test('tells a member who he is, where, and what he may do', async () => {
    const answer = await signIn(deployment.visit('acme'), 'doctor@acme.test')
    expect(answer.statusCode, answer.body).toBe(200)
    expect(answer.json()).toMatchObject({
      account: { email: 'doctor@acme.test', name: 'doctor' },
      roles: ['doctor'],
      tenant: { slug: 'acme', app: 'clinic', status: 'active', statusReason: null, currency: 'INR' },
      otherTenants: [],
    })
    expect(answer.json().permissions).toContain('patient.write')
    expect(answer.json().permissions).not.toContain('member.write')
    const cookie = `__Host-tenantry=${tokenOf(answer)}`
    const again = await deployment.visit('acme', cookie).get('/session')
    expect(again.json()).toEqual(answer.json())
  })

  test('gives a cookie that only this host gets, over a safe channel, and no script', async () => {
    const cookie = cookieOf(await signIn(deployment.visit('acme'), 'doctor@acme.test'))
    expect(cookie).toMatch(
      /^__Host-tenantry=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=43200(,|$)/,
    )
  })

  test('keeps only the hash of the token', async () => {
    const token = tokenOf(await signIn(deployment.visit('acme'), 'doctor@acme.test'))
    const { rows } = await deployment.admin.query('select * from control.sessions')
    expect(JSON.stringify(rows)).not.toContain(token)
    const hashes = rows.map((row) => row.token_hash.toString('hex'))
    expect(hashes).toContain(createHash('sha256').update(token).digest('hex'))
  })

  test.each(['Doctor@Acme.Test', ' doctor@acme.test'.trim(), 'DOCTOR@ACME.TEST'])(
    'takes the address %s for the same person',
    async (email) => {
      expect((await signIn(deployment.visit('acme'), email)).statusCode).toBe(200)
    },
  )

  test('knows an address and a password in either form of Unicode', async () => {
    const composed = 'jos\u00e9@acme.test'
    await deployment.admin.query(`update control.accounts set email = $1 where email = 'viewer@acme.test'`, [
      composed,
    ])
    expect((await signIn(deployment.visit('acme'), 'jose\u0301@acme.test')).statusCode).toBe(200)
    await deployment.admin.query(`update control.accounts set email = 'viewer@acme.test' where email = $1`, [
      composed,
    ])
  })

  test('answers a wrong password, an unknown address and a stranger to the clinic alike', async () => {
    const refusals = [
      await signIn(deployment.visit('acme'), 'doctor@acme.test', 'not the password'),
      await signIn(deployment.visit('acme'), 'nobody@acme.test'),
      await signIn(deployment.visit('acme'), 'doctor@globex.test'),
      await signIn(deployment.visit('acme'), 'doctor@globex.test', 'not the password'),
    ]
    const shown = refusals.map(({ statusCode, body, headers }) => ({
      statusCode,
      body: body.replace(String(headers['x-request-id']), ''),
      headers: Object.keys(headers),
    }))
    expect(shown[0]).toMatchObject({ statusCode: 401 })
    expect(refusals[0]!.json()).toMatchObject({ code: 'wrong_credentials' })
    for (const each of shown) expect(each).toEqual(shown[0])
    expect(shown[0]!.headers).not.toContain('set-cookie')
    // The stranger is real: his own clinic lets him in.
    expect((await signIn(deployment.visit('globex'), 'doctor@globex.test')).statusCode).toBe(200)
  })

  test('hashes for an unknown address too', async () => {
    const effort = async (addressOf: (n: number) => string) => {
      const before = process.cpuUsage()
      for (let n = 0; n < 5; n++) await signIn(deployment.visit('acme'), addressOf(n), 'not the password')
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    const roles = ['owner', 'admin', 'doctor', 'nurse', 'viewer']
    const known = await effort((n) => `${roles[n]}@acme.test`)
    // A hash is many times the work of all the rest of a request.
    expect(await effort((n) => `unknown${n}@acme.test`)).toBeGreaterThan(known / 3)
  })

  test('gives a new session and ends the one before: a cookie set beforehand is worth nothing', async () => {
    const planted = 'A'.repeat(43)
    const first = await signIn(deployment.visit('acme', `__Host-tenantry=${planted}`), 'doctor@acme.test')
    const token = tokenOf(first)
    expect(token).not.toBe(planted)
    expect((await deployment.visit('acme', `__Host-tenantry=${planted}`).get('/session')).statusCode).toBe(
      401,
    )
    const second = await signIn(deployment.visit('acme', `__Host-tenantry=${token}`), 'doctor@acme.test')
    expect(tokenOf(second)).not.toBe(token)
    expect((await deployment.visit('acme', `__Host-tenantry=${token}`).get('/session')).statusCode).toBe(401)
    const now = deployment.visit('acme', `__Host-tenantry=${tokenOf(second)}`)
    expect((await now.get('/session')).statusCode).toBe(200)
  })

  test('is slowed down after ten wrong tries from one place, and only for that person there', async () => {
    const attempt = (email: string, word: string, remoteAddress: string) =>
      deployment.visit('acme').request({
        method: 'POST',
        url: '/session',
        remoteAddress,
        headers: { 'content-type': 'application/json' },
        payload: JSON.stringify({ email, password: word }),
      })
    for (let i = 0; i < 10; i++) {
      expect((await attempt('owner@acme.test', 'wrong', '203.0.113.7')).statusCode).toBe(401)
    }
    const slowed = await attempt('Owner@acme.test', password, '203.0.113.7')
    expect(slowed.json()).toMatchObject({ status: 429, code: 'too_many_attempts' })
    expect(Number(slowed.headers['retry-after'])).toBeLessThanOrEqual(30)
    expect((await attempt('doctor@acme.test', password, '203.0.113.7')).statusCode).toBe(200)
    expect((await attempt('owner@acme.test', password, '198.51.100.4')).statusCode).toBe(200)
  })

  test.each([
    ['no password', { email: 'doctor@acme.test' }, 'password'],
    ['an empty one', { email: 'doctor@acme.test', password: '' }, 'password'],
    ['one of 300 letters', { email: 'doctor@acme.test', password: 'x'.repeat(300) }, 'password'],
    ['no address', { email: 'doctor', password }, 'email'],
    ['a list of addresses', { email: ['doctor@acme.test'], password }, 'email'],
    ['a role', { email: 'doctor@acme.test', password, roles: ['owner'] }, 'roles'],
  ])('with %s is refused', async (_name, body, field) => {
    const answer = await deployment.visit('acme').post('/session', body)
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_input', field })
  })
})

describe('a session', () => {
  let token: string
  const visitor = () => deployment.visit('acme', `__Host-tenantry=${token}`)
  const change = (what: string) => {
    const hash = createHash('sha256').update(token).digest()
    return deployment.admin.query(`update control.sessions set ${what} where token_hash = $1 returning *`, [
      hash,
    ])
  }
  beforeEach(async () => {
    token = tokenOf(await signIn(deployment.visit('acme'), 'receptionist@acme.test'))
  })

  test('ends when its owner signs out', async () => {
    const gone = await visitor().delete('/session')
    expect([gone.statusCode, gone.body]).toEqual([204, ''])
    expect(cookieOf(gone)).toMatch(/^__Host-tenantry=; .*Max-Age=0$/)
    expect((await visitor().get('/session')).json()).toMatchObject({ status: 401, code: 'not_signed_in' })
    expect((await visitor().delete('/session')).statusCode).toBe(204)
  })

  test('ends after half an hour of nothing, by the clock of the database', async () => {
    await change(`seen_at = now() - interval '29 minutes'`)
    expect((await visitor().get('/session')).statusCode).toBe(200)
    await change(`seen_at = now() - interval '30 minutes'`)
    expect((await visitor().get('/session')).statusCode).toBe(401)
  })

  test('ends after twelve hours, however busy', async () => {
    await change(`expires_at = now()`)
    expect((await visitor().get('/session')).statusCode).toBe(401)
  })

  test('that is over is forgotten when somebody signs in', async () => {
    await change(`expires_at = now() - interval '1 second'`)
    await signIn(deployment.visit('globex'), 'viewer@globex.test')
    expect((await change('host = host')).rows).toEqual([])
  })

  test('is kept by use, and that is written down once a minute', async () => {
    const seen = async () => (await change('host = host')).rows[0].seen_at as Date
    const first = await seen()
    await visitor().get('/session')
    expect(await seen()).toEqual(first)
    await change(`seen_at = now() - interval '61 seconds', idle_expires_at = now() + interval '10 minutes'`)
    await visitor().get('/session')
    const { rows } = await change('host = host')
    expect(rows[0].idle_expires_at - Date.now()).toBeGreaterThan(59 * 60_000)
    expect(Math.abs(rows[0].seen_at - Date.now())).toBeLessThan(60_000)
  })

  test('of one host is none on another, though it is the same clinic', async () => {
    const ask = (host: string) =>
      deployment.app.inject({ url: '/api/session', headers: { host, cookie: `__Host-tenantry=${token}` } })
    expect((await ask('acme.localhost')).json()).toMatchObject({ status: 401, code: 'not_signed_in' })
    const inside = await deployment.app.inject({
      method: 'POST',
      url: '/api/session',
      headers: {
        host: 'acme.localhost',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
      },
      payload: JSON.stringify({ email: 'receptionist@acme.test', password }),
    })
    const ownCookie = `__Host-tenantry=${tokenOf(inside)}`
    const onOwnHost = { url: '/api/session', headers: { host: 'acme.localhost', cookie: ownCookie } }
    expect((await deployment.app.inject(onOwnHost)).statusCode).toBe(200)
    expect((await deployment.visit('acme', ownCookie).get('/session')).statusCode).toBe(401)
  })

  test('can’t be ended from another host', async () => {
    await deployment.app.inject({
      method: 'DELETE',
      url: '/api/session',
      headers: {
        host: 'acme.localhost',
        'sec-fetch-site': 'same-origin',
        cookie: `__Host-tenantry=${token}`,
      },
    })
    expect((await visitor().get('/session')).statusCode).toBe(200)
  })

  test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(44), `${'A'.repeat(42)}'`])(
    'is not the cookie %j',
    async (word) => {
      const answer = await deployment.visit('acme', `__Host-tenantry=${word}`).get('/session')
      expect(answer.json()).toMatchObject({ status: 401, code: 'not_signed_in' })
    },
  )

  test('ends with the membership', async () => {
    const { rows } = await deployment.admin.query(
      `delete from control.members m using control.accounts a
        where a.id = m.account_id and a.email = 'receptionist@acme.test' returning m.*`,
    )
    expect((await visitor().get('/session')).json()).toMatchObject({ status: 403, code: 'not_a_member' })
    expect((await visitor().get('/patients')).json()).toMatchObject({ status: 403, code: 'not_a_member' })
    const [{ tenant_id, id, account_id, roles }] = rows
    await deployment.admin.query(
      'insert into control.members (tenant_id, id, account_id, roles) values ($1, $2, $3, $4)',
      [tenant_id, id, account_id, roles],
    )
    expect((await visitor().get('/session')).statusCode).toBe(200)
  })

  test('has the roles of this moment', async () => {
    const setRoles = (roles: string[]) =>
      deployment.admin.query(
        `update control.members m set roles = $1 from control.accounts a
          where a.id = m.account_id and a.email = 'receptionist@acme.test'`,
        [roles],
      )
    await setRoles(['no such role'])
    expect((await visitor().get('/session')).json()).toMatchObject({ permissions: [] })
    expect((await visitor().get('/patients')).json()).toMatchObject({ status: 403, code: 'forbidden' })
    await setRoles(['no such role', 'receptionist'])
    expect((await visitor().get('/patients')).statusCode).toBe(200)
  })
})

test('sign-ins are shown for demonstration tenants only', async () => {
  const shown = [{ email: 'doctor@acme.test', password, role: 'doctor' }]
  const open = await startDeployment({ demoSignIns: () => shown })
  await open.admin.query(`update control.tenants set demo = true where slug = 'acme'`)
  await expect.poll(() => open.tenant('acme').demo, { timeout: 20_000, interval: 5 }).toBe(true)
  expect((await open.visit('acme').get('/tenant')).json()).toMatchObject({ demoSignIns: shown })
  expect((await open.visit('globex').get('/tenant')).json()).not.toHaveProperty('demoSignIns')
  await open.close()
})
