import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { dataEventsOf } from '#test/audit-events.ts'
import { masterKey, type Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { openAnchors } from '../anchors.ts'
import { verifyExport } from '../export-chain.ts'
import { markTouched } from '../marks.ts'
import { sealKeyOf } from '../seal-key.ts'
import { startSealer } from '../sealer.ts'

const folder = mkdtempSync(join(tmpdir(), 'tenantry-export-'))
const key = sealKeyOf(masterKey)
const deployment = openDeployment({}, { timeZone: 'Asia/Kolkata' })
let owner: Visitor
let patientId: string
beforeAll(async () => {
  owner = await deployment.signIn('acme', 'owner')
  const doctor = await deployment.signIn('acme', 'doctor')
  const made = await doctor.post('/patients', { givenName: '=1+1', confirmedDuplicate: true })
  patientId = made.json().id
  await doctor.get(`/patients/${patientId}`)
  await doctor.get('/patients')
  const globex = await deployment.signIn('globex', 'owner')
  await globex.post('/patients', { givenName: 'Foreign', confirmedDuplicate: true })
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
})

const fileOf = async (path: string) => {
  const answer = await owner.get(path)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer
}

test('a table holds what the page shows with the same filter, and nobody else’s', async () => {
  const { body, headers } = await fileOf(`/audit/export?format=csv&patient=${patientId}`)
  expect(headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(headers['content-disposition']).toMatch(/^attachment; filename="audit-acme.csv"/)
  const rows = parse(body, { bom: true, columns: true }) as Record<string, string>[]
  expect(rows).toMatchObject([
    { action: 'patients.read', actor_name: 'doctor', patient_id: patientId },
    { action: 'patients.create', actor_name: 'doctor', outcome: 'success' },
  ])
  expect(JSON.parse(rows[1]!.detail!)).toMatchObject({ changes: [{ fields: { givenName: [null, '=1+1'] } }] })
  const { body: whole } = await fileOf('/audit/export?format=csv')
  expect(whole).not.toContain('Foreign')
  expect(whole).toContain('"sign_in"')
})

test('times are those of the tenant’s own clocks, too', async () => {
  const { body } = await fileOf('/audit/export?format=csv&action=patients.create')
  const [row] = parse(body, { bom: true, columns: true }) as Record<string, string>[]
  const offset = Date.parse(`${row!.time_local!.replace(' ', 'T')}Z`) - Date.parse(row!.time_utc!)
  expect(Math.round(offset / 60_000)).toBe(330)
})

test('each event is a FHIR AuditEvent', async () => {
  const { body, headers } = await fileOf(`/audit/export?format=fhir&patient=${patientId}`)
  expect(headers['content-type']).toBe('application/fhir+ndjson')
  const [read, created, ...others] = body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(others).toEqual([])
  expect(read).toMatchObject({
    resourceType: 'AuditEvent',
    type: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' },
    subtype: [{ code: 'read' }, { code: 'patients.read' }],
    action: 'R',
    outcome: '0',
    agent: [{ name: 'doctor', requestor: true, network: { address: '127.0.0.1', type: '2' } }],
    source: { observer: { display: deployment.tenant('acme').name } },
    entity: [
      { what: { reference: `Patient/${patientId}` } },
      { type: { code: '2' } },
      { type: { code: 'XrequestId' } },
    ],
  })
  expect(created.action).toBe('C')
})

test('a bundle is whole, also where there is nothing in it', async () => {
  const { body } = await fileOf('/audit/export?format=bundle')
  const bundle = JSON.parse(body)
  expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'collection' })
  const login = bundle.entry.find(
    ({ resource }: { resource: { type: { code: string } } }) => resource.type.code === '110114',
  )
  expect(login.resource.subtype[0]).toMatchObject({ code: '110122', display: 'Login' })
  const { body: empty } = await fileOf('/audit/export?format=bundle&to=2001-01-01T00:00:00Z')
  expect(JSON.parse(empty)).toEqual({ resourceType: 'Bundle', type: 'collection', entry: [] })
})

test('everything with its seals is verified by nothing but the public key, and a changed byte is found', async () => {
  const { tenancy } = deployment
  const complain = (...said: unknown[]) => expect.unreachable(JSON.stringify(said))
  const marks = markTouched(tenancy, complain)
  await owner.get('/patients')
  await marks.close()
  const sealer = startSealer({
    tenancy,
    key,
    anchors: openAnchors(join(folder, 'heads')),
    logger: { error: complain },
    everyMs: Number.POSITIVE_INFINITY,
  })
  const file = join(folder, 'chain.ndjson')
  const take = async () => {
    // What ends after a transaction of a neighbour on this server has to wait for that one.
    await sealer.pass()
    const { body } = await fileOf('/audit/chain')
    writeFileSync(file, body)
    return { body, ...(await verifyExport(file, key)) }
  }
  const isSealed = ({ sources }: Awaited<ReturnType<typeof take>>) =>
    sources.data.sealed > 3 && sources.control.sealed > 1
  const { body, slug, sources } = await vi.waitUntil(
    async () => {
      const taken = await take()
      return isSealed(taken) && taken
    },
    { timeout: 20_000 },
  )
  await sealer.stop()
  expect(slug).toBe('acme')
  expect(sources.data.faults).toEqual([])
  expect(sources.control.faults).toEqual([])
  writeFileSync(file, body.replace('"patients.read"', '"patients.lost"'))
  expect((await verifyExport(file, key)).sources.data.faults).toMatchObject([{ kind: 'events_changed' }])
  expect(body).not.toContain('Foreign')
})

test('taking a file is itself remembered, with what it was asked for', async () => {
  const answer = await fileOf(`/audit/export?format=csv&patient=${patientId}`)
  const events = await dataEventsOf(deployment, 'acme')
  expect(events.find((event) => event.request_id === answer.headers['x-request-id'])).toMatchObject({
    action: 'audit.export.read',
    actor_name: 'owner',
    detail: { query: { format: 'csv', patient: patientId } },
  })
})

test('a doctor gets none, and a filter that is not one is refused before anything leaves', async () => {
  const doctor = await deployment.signIn('acme', 'doctor')
  for (const path of ['/audit/export?format=csv', '/audit/chain']) {
    expect((await doctor.get(path)).statusCode).toBe(403)
  }
  for (const query of [
    'format=pdf',
    'format=csv&patient=1',
    'format=csv&limit=3',
    'format=csv&from=yesterday',
  ]) {
    const answer = await owner.get(`/audit/export?${query}`)
    expect(answer.json(), query).toMatchObject({ status: 400, code: 'invalid_input' })
  }
})
