import { generateKeyPairSync, createSecretKey } from 'node:crypto'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeSecrets } from '#platform/secrets/secrets.ts'
import { masterKey, password } from '#test/deployment.ts'
import { newMember } from '#test/new-member.ts'
import { giveApp } from '#test/own-factor.ts'
import { type AccessTokens, makeAccessTokens } from './access-tokens.ts'
import { baseOf, bearer, isOver, openPrograms } from './test/programs.ts'

const programs = openPrograms()
const { send, ask, signIn, refresh, program } = programs
let tokens: AccessTokens
beforeAll(async () => {
  tokens = await makeAccessTokens(makeSecrets(masterKey), 'http://localhost:8080')
})

describe('an access token', () => {
  test('says who, where and for how long, and lets its member in', async () => {
    const { person, accessToken } = await program()
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' })
    const claims = decodeJwt(accessToken)
    expect(claims).toMatchObject({
      iss: 'http://localhost:8080',
      aud: 'http://localhost:8080/clinic/acme',
      sub: person.accountId,
      tenant_id: programs.deployment.tenant('acme').id,
      roles: ['doctor'],
    })
    expect(claims.jti).toMatch(/^[0-9a-f-]{36}$/)
    expect(claims.exp! - claims.iat!).toBe(600)
    expect((await ask(accessToken)).json()).toMatchObject({ account: { email: person.email } })
    expect((await ask(accessToken, '/patients')).statusCode).toBe(200)
    expect((await ask(accessToken, '/members')).json()).toMatchObject({ status: 403, code: 'forbidden' })
    const made = await send('/patients', { givenName: 'Ada', confirmedDuplicate: true }, bearer(accessToken))
    expect(made.statusCode, made.body).toBe(201)
  })

  test('can be verified by whoever knows the deployment’s public key', async () => {
    const { accessToken } = await program()
    const answer = await programs.deployment.app.inject({
      url: '/api/jwks',
      headers: { host: 'localhost:8080' },
    })
    const { keys } = answer.json()
    expect(keys).toHaveLength(1)
    expect(Object.keys(keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
    await jwtVerify(accessToken, createLocalJWKSet({ keys }), {
      audience: 'http://localhost:8080/clinic/acme',
    })
  })

  test('of one clinic is none at another, though its person belongs to both', async () => {
    const { accessToken } = (await signIn('both@tenantry.test')).json()
    expect((await ask(accessToken)).statusCode).toBe(200)
    for (const slug of ['globex', 'solo', 'shop'] as const) {
      expect((await ask(accessToken, '/session', slug)).json(), slug).toMatchObject(isOver)
    }
    // Signed by us for that address, and yet with the family of another clinic.
    const { sub, sid } = decodeJwt(accessToken)
    const tenantId = programs.deployment.tenant('globex').id
    const forged = { accountId: sub!, tenantId, familyId: String(sid) }
    const elsewhere = await tokens.sign(forged, [], 'http://localhost:8080/clinic/globex')
    expect((await ask(elsewhere, '/session', 'globex')).json()).toMatchObject(isOver)
  })

  test('is refused in every form that is not ours', async () => {
    const { accessToken } = await program()
    const [head, body, signature] = accessToken.split('.') as [string, string, string]
    const claims = decodeJwt(accessToken)
    const { privateKey } = generateKeyPairSync('ed25519')
    const forge = (by: (jwt: SignJWT) => Promise<string>) => by(new SignJWT(claims))
    const header = { alg: 'EdDSA', typ: 'at+jwt' }
    const publicKey = Buffer.from(tokens.publicKey.x, 'base64url')
    const wrong = {
      empty: 'Bearer ',
      spaces: 'Bearer a b',
      'no token': 'Bearer x',
      'without its signature': `Bearer ${head}.${body}.`,
      'with another’s signature': `Bearer ${await forge((jwt) => jwt.setProtectedHeader(header).sign(privateKey))}`,
      'with a changed letter': `Bearer ${head}.${body.slice(0, -2)}AA.${signature}`,
      unsigned: `Bearer ${new UnsecuredJWT(claims).encode()}`,
      'signed with the public key': `Bearer ${await forge((jwt) =>
        jwt
          .setProtectedHeader({ ...header, alg: 'HS256' })
          .sign(createSecretKey(Buffer.concat([publicKey, publicKey]))),
      )}`,
      'very long': `Bearer ${'A'.repeat(4_097)}`,
      'two of them': `Bearer ${accessToken}, Bearer ${accessToken}`,
    }
    for (const [name, authorization] of Object.entries(wrong)) {
      expect((await send('/session', undefined, { authorization })).json(), name).toMatchObject(isOver)
    }
    expect((await ask(accessToken)).statusCode).toBe(200)
  })

  test('ends after ten minutes', async () => {
    const { accessToken } = await program()
    const { accountId, tenantId, familyId } = (await tokens.verify(
      accessToken,
      'http://localhost:8080/clinic/acme',
    ))!
    const key = { accountId, tenantId, familyId }
    const other = await tokens.sign(key, [], 'http://localhost:8080/clinic/acme')
    expect((await ask(other)).statusCode).toBe(200)
    const expired = await tokens.sign(
      key,
      [],
      'http://localhost:8080/clinic/acme',
      new Date(Date.now() - 601_000),
    )
    expect((await ask(expired)).json()).toMatchObject(isOver)
  })

  test('is worth what its member is at this moment', async () => {
    const { person, accessToken } = await program(['admin'])
    const set = (what: string) =>
      programs.deployment.admin.query(`update control.members set ${what} where id = $1`, [person.memberId])
    expect((await ask(accessToken, '/members')).statusCode).toBe(200)
    await set(`roles = '{viewer}'`)
    expect((await ask(accessToken, '/members')).json()).toMatchObject({ code: 'forbidden' })
    await set(`status = 'deactivated'`)
    expect((await ask(accessToken)).json()).toMatchObject(isOver)
  })

  test('is never helped out by a cookie, nor a cookie by it', async () => {
    const { person, accessToken } = await program()
    const cookie = person.cookie!
    const site = { 'sec-fetch-site': 'same-origin' }
    const both = await send('/session', undefined, { ...bearer('x'), cookie, ...site })
    expect(both.json()).toMatchObject(isOver)
    const other = (await programs.deployment.signIn('acme', 'owner')).cookie!
    const right = await send('/session', undefined, { ...bearer(accessToken), cookie: other })
    expect(right.json()).toMatchObject({ roles: ['doctor'] })
    // Signing out with both leaves the session alone.
    await programs.deployment.app.inject({
      method: 'DELETE',
      url: `${baseOf('acme')}/session`,
      headers: { host: 'localhost:8080', cookie, ...bearer(accessToken) },
    })
    expect((await person.get('/session')).statusCode).toBe(200)
  })

  test('needs no origin, and a cookie alone still does', async () => {
    const { person, accessToken } = await program()
    const body = { givenName: 'Ada', confirmedDuplicate: true }
    expect((await send('/patients', body, bearer(accessToken))).statusCode).toBe(201)
    expect((await send('/patients', body, { cookie: person.cookie! })).json()).toMatchObject({
      code: 'cross_site',
    })
    const foreign = { ...bearer(accessToken), origin: 'https://evil.example' }
    expect((await send('/patients', body, foreign)).json()).toMatchObject({ code: 'cross_site' })
  })

  test('is refused like a sign-in: the same for a wrong password, a stranger and nobody', async () => {
    const person = await newMember(programs.deployment, 'acme', ['viewer'])
    for (const [email, word] of [
      [person.email, 'not this one'],
      ['doctor@globex.test', password],
      ['nobody@example.org', password],
    ]) {
      const answer = await send('/tokens', { email, password: word })
      expect(answer.json(), email).toMatchObject({ status: 401, code: 'wrong_credentials' })
    }
  })

  test('needs the second factor of whoever has one, and ends where one is asked for later', async () => {
    const { person, accessToken, refreshToken } = await program()
    const app = await giveApp(programs.deployment, person.accountId)
    expect((await ask(accessToken)).json()).toMatchObject({ limit: 'second_factor', permissions: [] })
    expect((await ask(accessToken, '/patients')).json()).toMatchObject({ code: 'second_factor_required' })
    const next = (await refresh(refreshToken)).json()
    expect((await ask(next.accessToken, '/patients')).json()).toMatchObject({
      code: 'second_factor_required',
    })
    expect((await signIn(person.email)).json()).toMatchObject({ code: 'second_factor_required' })
    expect((await signIn(person.email, { code: '000000' })).json()).toMatchObject({ code: 'wrong_code' })
    const code = app.show(1)
    const given = await signIn(person.email, { code })
    expect(given.statusCode, given.body).toBe(200)
    expect((await ask(given.json().accessToken, '/patients')).statusCode).toBe(200)
    expect((await signIn(person.email, { code })).json()).toMatchObject({ code: 'wrong_code' })
  })
})
