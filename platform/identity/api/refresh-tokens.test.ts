import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { password } from '#test/deployment.ts'
import { isOver, openPrograms } from './test/programs.ts'

const programs = openPrograms()
const { send, ask, signIn, refresh, program } = programs

describe('a refresh token', () => {
  test('gives the next pair, once', async () => {
    const first = await program()
    const second = (await refresh(first.refreshToken)).json()
    expect(second.refreshToken).not.toBe(first.refreshToken)
    const third = (await refresh(second.refreshToken)).json()
    expect((await ask(third.accessToken)).statusCode).toBe(200)
  })

  test('that comes twice ends all that came from the same sign-in, and no other', async () => {
    const stolen = await program()
    const elsewhere = (await signIn(stolen.person.email)).json()
    const next = (await refresh(stolen.refreshToken)).json()
    expect((await refresh(stolen.refreshToken)).json()).toMatchObject(isOver)
    expect((await refresh(next.refreshToken)).json()).toMatchObject(isOver)
    for (const { accessToken } of [stolen, next])
      expect((await ask(accessToken)).json()).toMatchObject(isOver)
    expect((await ask(elsewhere.accessToken)).statusCode).toBe(200)
    expect((await refresh(elsewhere.refreshToken)).statusCode).toBe(200)
  })

  test('of which ten come at once gives one pair at most', async () => {
    const { refreshToken } = await program()
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)))
    expect(answers.filter(({ statusCode }) => statusCode === 200).length).toBe(1)
  })

  test('is none at another clinic, where trying it does no harm', async () => {
    const { refreshToken } = (await signIn('both@tenantry.test')).json()
    expect((await refresh(refreshToken, 'globex')).json()).toMatchObject(isOver)
    const revoked = await send('/tokens/revoke', { refreshToken }, {}, 'globex')
    expect(revoked.statusCode).toBe(204)
    expect((await refresh(refreshToken)).statusCode).toBe(200)
  })

  test('ends by itself, unused after a day and used after a month', async () => {
    const hash = (token: string) => createHash('sha256').update(token).digest()
    const unused = await program()
    await programs.deployment.admin.query(
      'update control.refresh_tokens set expires_at = now() where token_hash = $1',
      [hash(unused.refreshToken)],
    )
    expect((await refresh(unused.refreshToken)).json()).toMatchObject(isOver)
    const old = await program()
    await programs.deployment.admin.query(
      `update control.token_families set expires_at = now()
        where id = (select family_id from control.refresh_tokens where token_hash = $1)`,
      [hash(old.refreshToken)],
    )
    expect((await refresh(old.refreshToken)).json()).toMatchObject(isOver)
    expect((await ask(old.accessToken)).json()).toMatchObject(isOver)
  })

  test.each(['sign out everywhere', 'change the password', 'revoke', 'leave the clinic'])(
    'ends with its access tokens when its person says: %s',
    async (what) => {
      const { person, accessToken, refreshToken } = await program()
      const acts: Record<string, () => Promise<{ statusCode: number; body: string }>> = {
        'sign out everywhere': () => person.delete('/account/sessions'),
        'change the password': () =>
          person.post('/account/password', { password, newPassword: 'grey otters walk at night' }),
        revoke: () => send('/tokens/revoke', { refreshToken }),
        'leave the clinic': () => person.delete('/membership'),
      }
      const done = await acts[what]!()
      expect(done.statusCode, done.body).toBe(204)
      expect((await ask(accessToken)).json()).toMatchObject(isOver)
      expect((await refresh(refreshToken)).json()).toMatchObject(isOver)
    },
  )

  test.each(['', 'x', 'A'.repeat(44), randomUUID()])('is not %j', async (refreshToken) => {
    expect((await refresh(refreshToken)).json()).toMatchObject({ code: 'invalid_input' })
  })

  test('is kept as its hash only', async () => {
    const { accessToken, refreshToken } = await program()
    const kept = JSON.stringify([
      (await programs.deployment.admin.query('select * from control.refresh_tokens')).rows,
      (await programs.deployment.admin.query('select * from control.token_families')).rows,
    ])
    for (const secret of [accessToken, refreshToken]) {
      expect(kept).not.toContain(secret)
      expect(programs.deployment.log()).not.toContain(secret)
    }
  })
})
