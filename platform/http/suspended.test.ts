import { beforeAll, expect, test } from 'vitest'
import { password, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'

const deployment = openDeployment()
let doctor: Visitor
beforeAll(async () => {
  doctor = await deployment.signIn('acme', 'doctor')
})

async function hears(status: string) {
  await expect.poll(() => deployment.tenant('acme').status, { timeout: 20_000, interval: 5 }).toBe(status)
}

test('a suspended clinic is read-only, says why, and lets its people in and out', async () => {
  const patient = (await doctor.post('/patients', { givenName: 'Ada' })).json()
  await deployment.fleet.suspend('acme', 'The invoice of October is open')
  await hears('suspended')

  const refused = await doctor.post('/patients', { givenName: 'Grace' })
  expect(refused.json()).toMatchObject({
    status: 423,
    code: 'tenant_suspended',
    detail: 'The invoice of October is open',
  })
  const edited = await doctor.patch(`/patients/${patient.id}`, { givenName: 'Eve' }, { 'if-match': '"1"' })
  expect(edited.json()).toMatchObject({ status: 423, code: 'tenant_suspended' })
  expect((await doctor.get(`/patients/${patient.id}`)).json()).toMatchObject({ givenName: 'Ada', version: 1 })
  expect((await doctor.get('/session')).json().tenant).toMatchObject({
    status: 'suspended',
    statusReason: 'The invoice of October is open',
  })
  const again = await deployment.visit('acme').post('/session', { email: 'viewer@acme.test', password })
  expect(again.statusCode).toBe(200)
  const cookie = String(again.headers['set-cookie']).split(';', 1)[0]!
  expect((await deployment.visit('acme', cookie).delete('/session')).statusCode).toBe(204)
  expect((await deployment.visit('acme').get('/tenant')).statusCode).toBe(200)

  // Who may not write anyway is told that, and a stranger learns nothing of the clinic's state.
  const stranger = deployment.visit('acme', (await deployment.signIn('globex', 'doctor')).cookie)
  expect((await stranger.post('/patients', {})).json()).toMatchObject({ status: 403, code: 'not_a_member' })

  await deployment.fleet.resume('acme')
  await hears('active')
  expect((await doctor.post('/patients', { givenName: 'Grace' })).statusCode).toBe(201)
  expect((await doctor.get('/session')).json().tenant).toMatchObject({ status: 'active', statusReason: null })
})
