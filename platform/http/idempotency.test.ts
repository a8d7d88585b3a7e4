import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { connectTo } from '#test/past-the-fence.ts'

// The pool and a silo run the same code; both are shown.
describe.each(['acme', 'solo'] as const)('at %s, a creating request with a key', (slug) => {
  const deployment = openDeployment()
  let visitor: Visitor
  let rows: pg.Client
  beforeAll(async () => {
    visitor = await deployment.signIn(slug, 'receptionist')
    const { database } = deployment.tenant(slug).placement
    rows = await connectTo(deployment.adminUrl, { database, role: 'tenantry_maintenance' })
  })
  afterAll(() => rows.end())

  const register = (key: string, body: object, by = visitor) =>
    by.post('/patients', { confirmedDuplicate: true, ...body }, { 'idempotency-key': key })
  const patients = async () => {
    const { rows: counted } = await rows.query('select count(*)::int as n from clinic.patients')
    return counted[0].n as number
  }

  test('has one effect and answers the same each time', async () => {
    const before = await patients()
    const first = await register('one', { givenName: 'Ada' })
    const second = await register('one', { givenName: 'Ada' })
    expect([first.statusCode, second.statusCode]).toEqual([201, 201])
    expect(second.body).toBe(first.body)
    expect(await patients()).toBe(before + 1)
  })

  test('has one effect though its twins come together', async () => {
    const before = await patients()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => register('two', { givenName: 'Grace' })),
    )
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    expect(answers[0]!.statusCode).toBe(201)
    expect(await patients()).toBe(before + 1)
  })

  test('refuses another body', async () => {
    const before = await patients()
    await register('three', { givenName: 'Joan' })
    const other = await register('three', { givenName: 'Jean' })
    expect(other.json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
    expect(await patients()).toBe(before + 1)
  })

  test('can be tried again where it was refused: nothing was kept', async () => {
    const refused = await register('four', { givenName: '' })
    expect(refused.statusCode).toBe(400)
    expect((await register('four', { givenName: 'Mary' })).statusCode).toBe(201)
  })

  test('is each person’s own', async () => {
    const colleague = await deployment.signIn(slug, 'doctor')
    const mine = await register('five', { givenName: 'Mae' })
    const hers = await register('five', { givenName: 'Mae' }, colleague)
    expect(hers.statusCode).toBe(201)
    expect(hers.json().id).not.toBe(mine.json().id)
  })

  test('is free again after a day', async () => {
    const first = await register('six', { givenName: 'Ida' })
    await rows.query(
      `update core.idempotency_keys set created_at = now() - interval '25 hours' where key = 'six'`,
    )
    const next = await register('six', { givenName: 'Ida B' })
    expect(next.statusCode).toBe(201)
    expect(next.json().id).not.toBe(first.json().id)
  })

  test.each(['', 'a b', 'x'.repeat(201), 'naïve'])('is refused where the key is %j', async (key) => {
    const answer = await register(key, { givenName: 'Ada' })
    expect(answer.json()).toMatchObject({ status: 400, field: 'Idempotency-Key' })
  })

  test('leaves no keys behind for ever', async () => {
    await rows.query(`update core.idempotency_keys set created_at = now() - interval '25 hours'`)
    await register('seven', { givenName: 'Lise' })
    const { rows: left } = await rows.query('select key from core.idempotency_keys')
    expect(left).toEqual([{ key: 'seven' }])
  })
})
