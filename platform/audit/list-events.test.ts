import { beforeAll, expect, test } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { listAuditEvents } from './audit.contract.ts'

const deployment = openDeployment()
let owner: Visitor
let patientId: string
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
  const doctor = await deployment.signIn('acme', 'doctor')
  patientId = (await doctor.post('/patients', { givenName: 'Ada', confirmedDuplicate: true })).json().id
  await doctor.get(`/patients/${patientId}`)
  const globex = await deployment.signIn('globex', 'owner')
  await globex.post('/patients', { givenName: 'Foreign', confirmedDuplicate: true })
})

test('an owner sees what was done with data and with members in one list, newest first', async () => {
  const { items } = await owner.call(listAuditEvents, { query: {} })
  expect(new Set(items.map(({ source }) => source))).toEqual(new Set(['data', 'control']))
  expect(items.map(({ id }) => id)).toEqual(
    items
      .map(({ id }) => id)
      .sort()
      .reverse(),
  )
  expect(JSON.stringify(items)).not.toContain('Foreign')
})

test('whoever opened a chart is found by its patient', async () => {
  const { items } = await owner.call(listAuditEvents, { query: { patient: patientId } })
  expect(items).toMatchObject([
    { action: 'patients.read', actorName: 'doctor' },
    { action: 'patients.create', actorName: 'doctor' },
  ])
  const action = await owner.call(listAuditEvents, { query: { action: 'sign_in' } })
  expect(action.items.map(({ actorName }) => actorName)).toContain('doctor')
})

test('pages follow each other without a gap', async () => {
  // What this test itself reads is younger.
  const to = new Date().toISOString()
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await owner.call(listAuditEvents, { query: { limit: 1, ...(cursor && { cursor }), to } })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.next ?? undefined
  } while (cursor)
  const whole = await owner.call(listAuditEvents, { query: { limit: 200, to } })
  expect(ids.length).toBeGreaterThan(3)
  expect(ids).toEqual(whole.items.map(({ id }) => id))
})

test('reading the audit is itself remembered', async () => {
  await owner.call(listAuditEvents, { query: {} })
  const { items } = await owner.call(listAuditEvents, { query: { action: 'audit' } })
  expect(items[0]).toMatchObject({ action: 'audit.events.list', actorName: 'owner' })
})

test('a doctor may not see it', async () => {
  const doctor = await deployment.signIn('acme', 'doctor')
  expect((await doctor.get('/audit/events')).statusCode).toBe(403)
})
