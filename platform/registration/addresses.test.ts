import { beforeAll, expect, test } from 'vitest'
import { openDeployment } from '#test/open-deployment.ts'
import { type Asking, makeAsking } from './test/asking.ts'

const deployment = openDeployment()
let asked: Asking['asked']
let register: Asking['register']
let send: Asking['send']
beforeAll(async () => {
  ;({ asked, register, send } = makeAsking(deployment))
})

test.each(['admin', 'api', 'owner', 'a', 'xn--80ak6aa92e', 'acme', 'g1obex', 'Riverside'])(
  'the address %s is refused',
  async (slug) => {
    expect((await register(asked({ slug }))).json()).toMatchObject({
      status: 409,
      code: 'slug_unavailable',
      field: 'slug',
    })
    expect((await send(`/addresses?slug=${slug}`)).json().problem).not.toBeNull()
  },
)

test('an address is suggested for a name', async () => {
  expect((await send('/addresses?name=Acme')).json()).toEqual({ problem: null, suggestion: 'acme-2' })
})

test('a tenant’s address knows no registration, and the platform’s no tenant’s routes', async () => {
  expect((await send('/addresses?slug=some', undefined, { host: 'acme.localhost:8080' })).statusCode).toBe(
    404,
  )
  expect((await send('/session')).statusCode).toBe(404)
  expect((await send('/registrations/look', { token: 'A'.repeat(43) })).json()).toMatchObject({
    code: 'not_found',
  })
})

test('one network is slowed down after ten', async () => {
  for (let i = 0; i < 10; i++) {
    const answer = await register(asked(), '198.51.100.9')
    expect(answer.statusCode, answer.body).toBe(201)
  }
  expect((await register(asked(), '198.51.100.9')).json()).toMatchObject({ code: 'too_many_attempts' })
})
