import { expect, test } from 'vitest'
import { password, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { newMember } from '#test/new-member.ts'
import { giveApp, letPass } from '#test/own-factor.ts'
import { hashOfToken } from '#platform/secrets/token-hash.ts'

const deployment = openDeployment()

/** Somebody's browser at a tenant's own host. */
function at(host: string) {
  const cookies = new Map<string, string>()
  const send = async (method: 'GET' | 'POST', url: string, body?: object) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await deployment.app.inject({
      method,
      url: `/api${url}`,
      headers: {
        host: `${host}:8080`,
        'sec-fetch-site': 'same-origin',
        ...(cookie && { cookie }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { payload: JSON.stringify(body) }),
    })
    for (const each of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(each)!
      if (value === '') cookies.delete(name!)
      else cookies.set(name!, value!)
    }
    return answer
  }
  return {
    cookies,
    get: (url: string) => send('GET', url),
    post: (url: string, body?: object) => send('POST', url, body),
  }
}

const begin = async (browser: ReturnType<typeof at>) => {
  const answer = await browser.post('/session/handover')
  expect(answer.statusCode, answer.body).toBe(200)
  const url = new URL(answer.json().address)
  return { url, ...Object.fromEntries(new URLSearchParams(url.hash.slice(1))) } as {
    url: URL
    host: string
    challenge: string
  }
}
const codeIn = (address: string) => new URL(address).hash.slice(1)
const ask = (person: Visitor, body: object) => person.post('/session/handover/code', body)
const use = (browser: ReturnType<typeof at>, code: string) => browser.post('/session/handover/use', { code })

test('somebody signed in on the platform’s host comes into a tenant’s own by a code', async () => {
  const person = await newMember(deployment, 'acme', ['nurse'])
  const browser = at('acme.localhost')
  const { url, host, challenge } = await begin(browser)
  expect(url.href).toMatch(/^http:\/\/localhost:8080\/clinic\/acme\/handover#host=acme\.localhost&challenge=/)
  const given = await ask(person, { host, challenge })
  expect(given.statusCode, given.body).toBe(200)
  expect(given.json().address).toMatch(/^http:\/\/acme\.localhost:8080\/enter#[\w-]{43}$/)
  const entered = await use(browser, codeIn(given.json().address))
  expect(entered.json()).toMatchObject({ account: { email: person.email }, roles: ['nurse'] })
  expect((await browser.get('/session')).statusCode).toBe(200)
  // The platform's own session is untouched, and the code is used up.
  expect((await person.get('/session')).statusCode).toBe(200)
  expect((await use(browser, codeIn(given.json().address))).json()).toMatchObject({ code: 'link_over' })
})

test('of the code and the browser’s secret only hashes are kept', async () => {
  const person = await newMember(deployment, 'acme', ['nurse'])
  const browser = at('acme.localhost')
  const { host, challenge } = await begin(browser)
  const code = codeIn((await ask(person, { host, challenge })).json().address)
  const { rows } = await deployment.admin.query('select each::text as row from control.session_codes each')
  expect(JSON.stringify(rows)).toContain(hashOfToken(code).toString('hex'))
  expect(JSON.stringify(rows)).not.toContain(code)
  expect(JSON.stringify(rows)).not.toContain(browser.cookies.get('__Host-tenantry-handover'))
  expect(deployment.log()).not.toContain(code)
})

test('in another browser, at another host and after a minute it is none', async () => {
  const person = await newMember(deployment, 'acme', ['nurse'])
  const browser = at('acme.localhost')
  const { host, challenge } = await begin(browser)
  const code = codeIn((await ask(person, { host, challenge })).json().address)

  const thief = at('acme.localhost')
  expect((await use(thief, code)).json()).toMatchObject({ status: 410, code: 'link_over' })
  await begin(thief)
  expect((await use(thief, code)).json()).toMatchObject({ code: 'link_over' })
  const elsewhere = at('globex.localhost')
  elsewhere.cookies.set('__Host-tenantry-handover', browser.cookies.get('__Host-tenantry-handover')!)
  expect((await use(elsewhere, code)).json()).toMatchObject({ code: 'link_over' })

  await deployment.admin.query(`update control.session_codes set expires_at = now()`)
  expect((await use(browser, code)).json()).toMatchObject({ code: 'link_over' })
})

test('of ten who use it at once one comes in', async () => {
  const person = await newMember(deployment, 'acme', ['nurse'])
  const browser = at('acme.localhost')
  const { host, challenge } = await begin(browser)
  const code = codeIn((await ask(person, { host, challenge })).json().address)
  const answers = await Promise.all(Array.from({ length: 10 }, () => use(browser, code)))
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array(9).fill(410)])
})

test('it ends with the session that it was given to, and so does what came by it', async () => {
  const person = await newMember(deployment, 'acme', ['nurse'])
  const browser = at('acme.localhost')
  const { host, challenge } = await begin(browser)
  const code = codeIn((await ask(person, { host, challenge })).json().address)
  await person.delete('/session')
  expect((await use(browser, code)).json()).toMatchObject({ code: 'link_over' })

  const again = await deployment.visit('acme').post('/session', { email: person.email, password })
  const cookie = [again.headers['set-cookie']].flat()[0]!.split(';', 1)[0]!
  await deployment.admin.query(
    `update control.sessions set expires_at = now() + interval '5 minutes' where account_id = $1`,
    [person.accountId],
  )
  const second = codeIn((await ask(deployment.visit('acme', cookie), { host, challenge })).json().address)
  expect((await use(browser, second)).statusCode).toBe(200)
  const { rows } = await deployment.admin.query(
    `select expires_at <= now() + interval '5 minutes' as limited, proved_at is null as unproved
       from control.sessions where account_id = $1 and host = 'acme.localhost'`,
    [person.accountId],
  )
  expect(rows).toEqual([{ limited: true, unproved: true }])
  await deployment.visit('acme', cookie).delete('/account/sessions')
  expect((await browser.get('/session')).statusCode).toBe(401)
})

test('a second factor that was shown counts there, and one that was not gives no code', async () => {
  const person = await newMember(deployment, 'acme', ['nurse'])
  await giveApp(deployment, person.accountId)
  const browser = at('acme.localhost')
  const { host, challenge } = await begin(browser)
  expect((await ask(person, { host, challenge })).json()).toMatchObject({ code: 'second_factor_required' })
  await letPass(deployment, person.accountId)
  const code = codeIn((await ask(person, { host, challenge })).json().address)
  expect((await use(browser, code)).json()).toMatchObject({ limit: null })
})

test('who is no member any more is not let in', async () => {
  const person = await newMember(deployment, 'acme', ['nurse'])
  const browser = at('acme.localhost')
  const { host, challenge } = await begin(browser)
  const code = codeIn((await ask(person, { host, challenge })).json().address)
  await deployment.admin.query(`update control.members set status = 'deactivated' where id = $1`, [
    person.memberId,
  ])
  expect((await use(browser, code)).json()).toMatchObject({ status: 403, code: 'not_a_member' })
  expect((await browser.get('/session')).statusCode).toBe(401)
})

test('codes are given for the tenant’s own hosts alone, and on the platform’s host', async () => {
  const person = await newMember(deployment, 'acme', ['nurse'])
  const challenge = 'A'.repeat(43)
  for (const host of [
    'globex.localhost',
    'evil.example',
    'acme.localhost.evil.example',
    'localhost',
    'ACME.localhost',
  ]) {
    expect((await ask(person, { host, challenge })).json(), host).toMatchObject({
      status: 400,
      field: 'host',
    })
  }
  expect((await ask(person, { host: 'acme.localhost', challenge: 'short' })).json()).toMatchObject({
    field: 'challenge',
  })
  const nobody = deployment.visit('acme')
  expect((await ask(nobody, { host: 'acme.localhost', challenge })).statusCode).toBe(401)
  const stranger = await deployment.signIn('globex', 'owner')
  const theirs = deployment.visit('acme', stranger.cookie)
  expect((await ask(theirs, { host: 'acme.localhost', challenge })).json()).toMatchObject({
    code: 'not_a_member',
  })
  expect(
    (await deployment.visit('acme').request({ method: 'POST', url: '/session/handover' })).json(),
  ).toMatchObject({
    code: 'conflict',
  })
})

test('a program’s token gives none', async () => {
  const person = await newMember(deployment, 'acme', ['nurse'])
  const tokens = await deployment.visit('acme').post('/tokens', { email: person.email, password })
  const answer = await deployment
    .visit('acme')
    .post(
      '/session/handover/code',
      { host: 'acme.localhost', challenge: 'A'.repeat(43) },
      { authorization: `Bearer ${tokens.json().accessToken}` },
    )
  expect(answer.json()).toMatchObject({ status: 403, code: 'forbidden' })
})
