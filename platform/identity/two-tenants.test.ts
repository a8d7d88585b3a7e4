import { describe, expect, test } from 'vitest'
import { inTwoClinics, password } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'

const deployment = openDeployment()

describe('a person of two clinics', () => {
  test('is signed in at both on the platform’s host, with the roles of each', async () => {
    const atAcme = await deployment.signInBoth('acme')
    const atGlobex = await deployment.signInBoth('globex')
    expect(atGlobex.cookie).toBe(atAcme.cookie)
    expect((await atAcme.get('/session')).json()).toMatchObject({
      roles: ['doctor'],
      account: { email: inTwoClinics },
      otherTenants: [{ slug: 'globex', name: 'Globex Clinic', address: '/clinic/globex' }],
    })
    expect((await atGlobex.get('/session')).json()).toMatchObject({
      roles: ['viewer'],
      otherTenants: [{ slug: 'acme', accent: '#1864ab', address: '/clinic/acme' }],
    })
    const patient = { givenName: 'Ada', confirmedDuplicate: true }
    expect((await atAcme.post('/patients', patient)).statusCode).toBe(201)
    expect((await atGlobex.post('/patients', patient)).json()).toMatchObject({
      status: 403,
      code: 'forbidden',
    })
  })

  test('is led to the platform’s host from a tenant’s own', async () => {
    const answer = await deployment.app.inject({
      method: 'POST',
      url: '/api/session',
      headers: {
        host: 'acme.localhost',
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json',
      },
      payload: JSON.stringify({ email: inTwoClinics, password }),
    })
    expect(answer.json().otherTenants).toMatchObject([{ address: 'http://localhost:8080/clinic/globex' }])
  })

  test('is a stranger to a third, whatever he asks for', async () => {
    const { cookie } = await deployment.signInBoth('acme')
    const atSolo = deployment.visit('solo', cookie)
    const solo = await deployment.signIn('solo', 'doctor')
    const there = await solo.post('/patients', { givenName: 'Grace' })
    const ids = [there.json().id, '0190a000-0000-7000-8000-000000000000', 'not-an-id']
    for (const id of ids) {
      const answer = await atSolo.get(`/patients/${id}`)
      expect(answer.json()).toMatchObject({ status: 403, code: 'not_a_member' })
    }
    expect((await solo.get(`/patients/${there.json().id}`)).statusCode).toBe(200)
  })
})

test('the app of a store does not know a clinic’s routes', async () => {
  const owner = await deployment.signIn('shop', 'owner')
  expect((await owner.get('/session')).json()).toMatchObject({ tenant: { app: 'store' } })
  expect((await owner.get('/patients')).json()).toMatchObject({ status: 404, code: 'unknown_route' })
})
