import { afterAll, beforeAll, expect, test } from 'vitest'
import { hold } from '#test/hold.ts'
import { type ConsoleSide, openConsole } from '#test/operators.ts'
import { openDeployment } from '#test/open-deployment.ts'
import type { OperatorTables } from './operators.tables.ts'

const deployment = openDeployment()
let side: ConsoleSide
beforeAll(async () => {
  side = await openConsole(deployment)
})
afterAll(() => side.close())

test('of two administrators who demote each other at once, one stays', async () => {
  const [one, other] = [await side.enter('admin'), await side.enter('admin')]
  // Neither is answered before both have been asked for.
  const held = await hold(deployment, {
    text: 'select from control.operators where id = any($1) for update',
    values: [[one.id, other.id]],
  })
  const asked = [
    one.patch(`/operators/${other.id}`, { role: 'support' }),
    other.patch(`/operators/${one.id}`, { role: 'support' }),
  ]
  await expect.poll(held.waiting).toBe(2)
  await held.release()
  const answers = await Promise.all(asked)
  expect(answers.map(({ statusCode }) => statusCode)).toContain(204)
  const admins = await deployment.tenancy
    .control<OperatorTables>()
    .read((db) => db.selectFrom('control.operators').select('id').where('role', '=', 'admin').execute())
  expect(admins).toHaveLength(1)

  const last = [one, other].find(({ id }) => id === admins[0]!.id)!
  const demoted = await last.patch(`/operators/${last.id}`, { role: 'support' })
  expect([demoted.statusCode, demoted.json().code]).toEqual([409, 'last_owner'])
  const disabled = await last.post(`/operators/${last.id}/disable`, undefined)
  expect([disabled.statusCode, disabled.json().code]).toEqual([409, 'last_owner'])
})

test('an administrator invites, changes, disables and lets in again', async () => {
  const admin = await side.enter('admin')
  const invited = await admin.post('/operators', {
    email: 'New@operators.test',
    name: 'Nia New',
    role: 'billing',
  })
  const { token } = invited.json()
  expect((await side.visit().post('/links/look', { token })).json().name).toBe('Nia New')
  const again = await admin.post('/operators', { email: 'new@operators.test', name: 'N', role: 'admin' })
  expect([again.statusCode, again.json().field]).toEqual([409, 'email'])

  const colleague = await side.enter('support')
  expect((await colleague.get('/session')).statusCode).toBe(200)
  await admin.patch(`/operators/${colleague.id}`, { role: 'billing' })
  expect((await colleague.get('/session')).statusCode).toBe(401)
  await admin.post(`/operators/${colleague.id}/disable`, undefined)
  const { items } = (await admin.get('/operators')).json()
  expect(items).toContainEqual(
    expect.objectContaining({ id: colleague.id, role: 'billing', disabledAt: expect.any(String) }),
  )
  expect((await admin.post(`/operators/${colleague.id}/link`, undefined)).json().code).toBe('conflict')
  expect((await admin.post(`/operators/${colleague.id}/enable`, undefined)).statusCode).toBe(204)

  const locked = await side.enter('support')
  await admin.post(`/operators/${locked.id}/disable`, undefined)
  await admin.post(`/operators/${locked.id}/enable`, undefined)
  expect((await locked.get('/session')).statusCode).toBe(401)
})
